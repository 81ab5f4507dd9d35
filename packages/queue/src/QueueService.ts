import { prepareTask, prepareTasks } from "./adding/prepareTask.ts";
import type { QueueCore } from "./core.ts";
import { findWorker } from "./core.ts";
import { createCore } from "./createCore.ts";
import { prismaDatabase } from "./database/database.ts";
import { type PgDatabase, pgDatabase } from "./database/pgDatabase.ts";
import { readTask } from "./database/readTask.ts";
import { retryTransient } from "./database/retryTransient.ts";
import { toQueueTask } from "./database/taskRow.ts";
import { InvalidOptionsError, QueueClosedError, UniqueKeyTakenError } from "./domain/errors/errors.ts";
import type { QueueEventName, QueueEvents } from "./domain/events.ts";
import type {
  AddManyEntry,
  AddToQueueOptions,
  PrismaClientLike,
  QueueTask,
  RetrySummary,
  TaskUpdate,
} from "./domain/types.ts";
import { waitAtMost } from "./domain/waitAtMost.ts";
import { cancelQueueTask } from "./managing/cancelQueueTask.ts";
import { changeTask } from "./managing/changeTask.ts";
import { deleteQueueTask } from "./managing/deleteQueueTask.ts";
import { explainTask, type TaskExplanation } from "./managing/explainTask.ts";
import { hasProcessingTasks } from "./managing/hasProcessingTasks.ts";
import { limitRate } from "./managing/limitRate.ts";
import { pauseTaskType } from "./managing/pauseTaskType.ts";
import { processTask } from "./managing/processTask.ts";
import { resumeTaskType } from "./managing/resumeTaskType.ts";
import { type RetryFailedOptions, retryDueTasks } from "./managing/retryDueTasks.ts";
import { retryQueueTask } from "./managing/retryQueueTask.ts";
import { type WaitOptions, waitForTask } from "./managing/waitForTask.ts";
import { QueueRunner } from "./running/QueueRunner.ts";
import { checkTransaction } from "./validation/checkAddOptions.ts";
import { refuseUnknown, wholeNumber } from "./validation/checkValues.ts";
import {
  type QueueServiceOptions,
  resolveServiceOptions,
  resolveStartOptions,
  type StartOptions,
} from "./validation/options.ts";
import { SpellingWatch } from "./validation/SpellingWatch.ts";
import type { TaskData, TaskInput, TaskResult, Worker, Workers } from "./workers/defineWorker.ts";
import { type BuiltInWorkers, createBuiltInWorkers } from "./workers/project.ts";
import type { EntryOf, ListedType, UnlistedType } from "./workers/taskTyping.ts";

/** Milliseconds that attempts which no runner makes get to finish when the service closes. */
const closingGraceMs = 25_000;
/** Milliseconds for each further step of closing; with the database away, nothing more can be done. */
const closingLimitMs = 5_000;

/**
 * A queue of tasks in your PostgreSQL, through your Prisma client.
 *
 * Execution is at least once, settlement exactly once: a task may run again after a crash, but of its runs exactly one
 * is recorded, and nothing that was recorded is overwritten.
 */
export class QueueService<TWorkers extends Workers = BuiltInWorkers> {
  readonly #core: QueueCore;
  readonly #own: PgDatabase | undefined;
  /** Heartbeats have a connection to themselves: a settlement that waits for a row lock must not cost leases. */
  readonly #ownForLeases: PgDatabase | undefined;
  /** The product's workers, when this service made them. */
  readonly #ownWorkers: BuiltInWorkers | undefined;
  readonly #spelling: SpellingWatch;
  readonly #runners = new Set<QueueRunner>();
  #startedRunners = 0;
  /** Attempts that no runner makes. */
  readonly #attempts = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;
  #isClosed = false;

  /**
   * @param db - a Prisma client whose schema has the queue's models
   * @throws InvalidOptionsError
   */
  constructor(db: PrismaClientLike, options: QueueServiceOptions<TWorkers> = {}) {
    const settings = resolveServiceOptions(options);
    if (typeof db?.$queryRawUnsafe !== "function") throw new InvalidOptionsError("db", db, "a Prisma client");
    const { connectionString } = options;
    this.#own = connectionString === undefined ? undefined : pgDatabase(connectionString);
    this.#ownForLeases = connectionString === undefined ? undefined : pgDatabase(connectionString, { connections: 1 });
    this.#ownWorkers = options.workers ? undefined : createBuiltInWorkers({ db });
    this.#core = createCore({
      database: this.#own ?? prismaDatabase(db),
      leaseDatabase: this.#ownForLeases,
      connectionString,
      settings,
      workers: options.workers ?? this.#ownWorkers ?? {},
    });
    this.#spelling = new SpellingWatch(Object.keys(this.#core.workers), settings.logger);
  }

  /**
   * Adds a task. With `options.tx` it exists only if that transaction commits, and starts only after that.
   * @returns the task; with a `uniqueKey` that is taken, the unfinished task that holds it
   * @throws InvalidTaskDataError, InvalidOptionsError, UniqueKeyTakenError, LockTimeoutError; then nothing was added
   * @throws DatabaseUnavailableError; then the task may have been added, since a reply can be lost after the commit: with a
   *   `uniqueKey` adding it again is safe
   */
  addToQueue<TType extends ListedType<TWorkers>>(
    type: TType,
    data: TaskInput<TWorkers, TType>,
    options?: AddToQueueOptions,
  ): Promise<QueueTask<TaskData<TWorkers, TType>, TaskResult<TWorkers, TType>>>;
  /** Adds a task of a type that is known at run time only, or whose data the caller describes: `addToQueue<Letter>("LETTER", …)`. */
  addToQueue<TData, TType extends string = string>(
    type: TType & UnlistedType<TWorkers, TType>,
    data: TData,
    options?: AddToQueueOptions,
  ): Promise<QueueTask<TData>>;
  // biome-ignore lint/suspicious/noExplicitAny: the overloads above say what comes back
  async addToQueue(type: string, data: unknown, options: AddToQueueOptions = {}): Promise<any> {
    return this.#add(type, data, options);
  }

  /**
   * Adds all of these tasks or none, in their order.
   * @param options.tx - a Prisma transaction client to add them in
   * @returns the tasks in the order given
   * @throws InvalidTaskDataError with the index of the first bad entry, InvalidOptionsError also for more than 64 MiB of JSON,
   *   LockTimeoutError, DatabaseUnavailableError
   */
  async addManyToQueue(
    entries: readonly EntryOf<TWorkers>[],
    options: { tx?: PrismaClientLike } = {},
  ): Promise<QueueTask[]> {
    this.#assertOpen();
    refuseUnknown(options, ["tx"]);
    if (options.tx !== undefined) checkTransaction(options.tx);
    const tasks = await prepareTasks(entries as readonly AddManyEntry[], this.#findWorker);
    return this.#core.adder.addAll(tasks, options.tx);
  }

  /**
   * Claims a task and runs one attempt of it in this process, at once, even if its backoff is not over.
   * @param currentAttempt - the attempt that you believe comes next, 1 for the first; if the task has moved on, nothing runs
   * @param options.skipIfProcessing - answer null instead of throwing when it is being processed
   * @returns the settled task; null when there is no such task, it is over, or it was skipped
   * @throws what the worker threw, after it was recorded; TaskBusyError; UnknownTaskTypeError; LeaseLostError
   */
  // biome-ignore lint/suspicious/noExplicitAny: the contract's default, so that an untyped task's data can be read without a cast
  async processJob<TData = any, TResult = unknown>(
    taskId: string,
    currentAttempt?: number,
    options: { skipIfProcessing?: boolean } = {},
  ): Promise<QueueTask<TData, TResult> | null> {
    this.#assertStarting();
    refuseUnknown(options, ["skipIfProcessing"]);
    const attempt = currentAttempt ?? undefined;
    if (attempt !== undefined) wholeNumber("currentAttempt", attempt, 0, 2_147_483_647);
    const processing = processTask(this.#core, taskId, { ...options, currentAttempt: attempt }, this.#add);
    return (await this.#follow(processing)) as QueueTask<TData, TResult> | null;
  }

  /** Reads a task; null when there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: the contract's default, so that an untyped task's data can be read without a cast
  async readFromQueue<TData = any, TResult = unknown>(taskId: string): Promise<QueueTask<TData, TResult> | null> {
    const row = await retryTransient(() => readTask(this.#core.database, taskId));
    return row ? toQueueTask<TData, TResult>(row) : null;
  }

  /**
   * Changes a task that is not over: `data` (not while it runs), `priority`, `scheduledFor`, `maxAttempts`, `tags` and
   * the like. `status: "PENDING"` retries it, `status: "CANCELLED"` cancels it. Fields given as they are already are ignored.
   * @throws TaskNotFoundError, InvalidTransitionError, InvalidOptionsError, InvalidTaskDataError, UniqueKeyTakenError,
   *   TaskBusyError, LockTimeoutError
   */
  // biome-ignore lint/suspicious/noExplicitAny: the contract's default, so that an untyped task's data can be read without a cast
  async updateInQueue<TData = any, TResult = unknown>(
    taskId: string,
    data: TaskUpdate<TData, TResult>,
  ): Promise<QueueTask<TData, TResult>> {
    return (await changeTask(this.#core, taskId, data)) as QueueTask<TData, TResult>;
  }

  /**
   * Deletes a task with its history. A running one is cancelled: its worker's signal aborts and its outcome is dropped.
   * @throws TaskNotFoundError, LockTimeoutError, TaskReferencedError when rows of yours refer to it and their foreign key
   *   forbids it
   */
  async deleteFromQueue(taskId: string): Promise<void> {
    await deleteQueueTask(this.#core, taskId);
  }

  /**
   * Puts a task off because a provider is rate limited, without using an attempt, and cools the provider down for every
   * process. Throwing `RateLimitError` in a worker does the same.
   * @param retryAfter - seconds, or the text of a Retry-After header; clamped to 1 s … 24 h. Default 60.
   * @throws TaskNotFoundError, TaskBusyError when another process runs it, InvalidTransitionError when it is over, also when it
   *   failed for good; the provider cools down all the same
   */
  async handleRateLimitError(taskId: string, provider: string, retryAfter?: number | string): Promise<void> {
    await limitRate(this.#core, taskId, provider, retryAfter);
  }

  /**
   * Runs failed tasks whose next attempt is due, in this process: made for a cron endpoint on a serverless host.
   * @returns what became of them; `success` is false if any failed again
   */
  async retryFailedQueueTasks(options: RetryFailedOptions = {}): Promise<RetrySummary> {
    this.#assertStarting();
    return this.#follow(retryDueTasks(this.#core, options, this.#add, () => this.#closing !== undefined));
  }

  /** Whether any task (of a type) is being processed, by any process. */
  async hasProcessingTasks(type?: string): Promise<boolean> {
    return retryTransient(() => hasProcessingTasks(this.#core.database, type));
  }

  /**
   * Cancels a task: a waiting one at once, a running one when its worker returns, which its signal asks it to do. What
   * is cancelled never completes.
   * @throws TaskNotFoundError, LockTimeoutError, InvalidTransitionError when it is over
   */
  async cancelTask(taskId: string): Promise<QueueTask> {
    return cancelQueueTask(this.#core, taskId);
  }

  /**
   * Makes a failed or cancelled task due now, with at least one attempt left.
   * @throws TaskNotFoundError, InvalidTransitionError when it is running or completed, UniqueKeyTakenError, LockTimeoutError,
   *   TaskBusyError when it keeps changing meanwhile
   */
  async retryTask(taskId: string): Promise<QueueTask> {
    return retryQueueTask(this.#core, taskId);
  }

  /**
   * Waits until a task is over, whatever its end.
   * @throws WaitTimeoutError, TaskNotFoundError, the reason of `options.signal`
   */
  async waitForTask(taskId: string, options: WaitOptions = {}): Promise<QueueTask> {
    return waitForTask(this.#core, taskId, options);
  }

  /** Says why a task is not running, or what it is doing. @throws TaskNotFoundError */
  async explainTask(taskId: string): Promise<TaskExplanation> {
    return explainTask(this.#core, taskId);
  }

  /**
   * Lets no task of a type start, in any process, until {@link resumeType}. `processJob` still runs one by hand.
   * @throws InvalidOptionsError also for a type that no worker, runner or unfinished task has, and that is nearly called like one
   */
  async pauseType(type: string, reason?: string): Promise<void> {
    await pauseTaskType(this.#core, type, reason);
  }

  /** Ends a pause. Answers whether there was one. */
  async resumeType(type: string): Promise<boolean> {
    return resumeTaskType(this.#core, type);
  }

  /**
   * Starts to claim and run tasks in this process.
   * @throws InvalidOptionsError
   */
  start(options: StartOptions = {}): QueueRunner {
    this.#assertStarting();
    const resolved = resolveStartOptions(options, Object.keys(this.#core.workers));
    const id = `${this.#core.holder}/${++this.#startedRunners}`;
    const runner = new QueueRunner(this.#core, id, resolved, this.#add, () => this.#runners.delete(runner));
    this.#runners.add(runner);
    return runner;
  }

  /** Calls back on an event of this process. */
  on<TName extends QueueEventName>(name: TName, listener: (event: QueueEvents[TName]) => void): this {
    this.#core.events.on(name, listener);
    return this;
  }

  off<TName extends QueueEventName>(name: TName, listener: (event: QueueEvents[TName]) => void): this {
    this.#core.events.off(name, listener);
    return this;
  }

  /**
   * Stops the runners, lets the attempts of `processJob` and `retryFailedQueueTasks` finish for 25 s, gives back the rest,
   * and ends what the service opened. The Prisma client stays connected: it is yours. Never rejects, and resolves also
   * when the database is away.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { adder, reports, settler, leases, notifier } = this.#core;
    await Promise.all([
      ...[...this.#runners].map((runner) => runner.stop()),
      waitAtMost(this.#attempts, closingGraceMs),
    ]);
    leases.stopAll();
    await waitAtMost(this.#attempts, closingLimitMs);
    this.#isClosed = true;
    await settler.close(closingLimitMs);
    await waitAtMost([adder.close(), reports.flush(), leases.close(), notifier.close()], closingLimitMs);
    const dispose = async () => this.#ownWorkers?.[Symbol.asyncDispose]();
    const connections = [this.#own, this.#ownForLeases].map(async (own) => own?.close());
    await waitAtMost([dispose().catch(() => {}), ...connections], closingLimitMs);
  }

  /** Knows an attempt that no runner makes until it is over. */
  #follow<T>(attempt: Promise<T>): Promise<T> {
    const end: Promise<unknown> = attempt.catch(() => {}).then(() => this.#attempts.delete(end));
    this.#attempts.add(end);
    return attempt;
  }

  readonly #findWorker = (type: string): Worker | undefined => {
    const worker = findWorker(this.#core, type);
    if (!worker) this.#spelling.check(type);
    return worker;
  };

  readonly #add = async (type: string, data: unknown, options: AddToQueueOptions): Promise<QueueTask> => {
    this.#assertOpen();
    const task = await prepareTask(type, data, options, this.#findWorker(type));
    const added = await this.#core.adder.add(task, options.tx);
    if (added.id !== task.id && options.onConflict === "error")
      throw new UniqueKeyTakenError(type, task.uniqueKey ?? "", added.id);
    return added;
  };

  /** Workers that finish while the service closes may still add tasks. */
  #assertOpen(): void {
    if (this.#isClosed) throw new QueueClosedError();
  }

  #assertStarting(): void {
    if (this.#closing) throw new QueueClosedError();
  }
}
