import { prepareTask, prepareTasks } from "./adding/prepareTask.ts";
import type { QueueCore } from "./core.ts";
import { findWorker } from "./core.ts";
import { closeCore, createCore } from "./createCore.ts";
import { type Databases, openDatabases } from "./database/openDatabases.ts";
import { retryTransient } from "./database/retryTransient.ts";
import { InvalidOptionsError, QueueClosedError, UniqueKeyTakenError } from "./domain/errors/errors.ts";
import type { QueueEventName, QueueEvents } from "./domain/events.ts";
import { PendingCalls } from "./domain/PendingCalls.ts";
import type {
  AddManyEntry,
  AddToQueueOptions,
  PrismaClientLike,
  QueueTask,
  RetrySummary,
  TaskUpdate,
  TransactionClient,
} from "./domain/types.ts";
import { waitAtMost } from "./domain/waitAtMost.ts";
import { cancelQueueTask } from "./managing/cancelQueueTask.ts";
import { type CancelSkipReason, cancelTasks } from "./managing/cancelTasks.ts";
import type { BulkOptions, BulkSummary } from "./managing/changeMany.ts";
import { changeTask } from "./managing/changeTask.ts";
import { deleteQueueTask } from "./managing/deleteQueueTask.ts";
import { explainTask, type TaskExplanation } from "./managing/explainTask.ts";
import { hasProcessingTasks } from "./managing/hasProcessingTasks.ts";
import { limitRate } from "./managing/limitRate.ts";
import { pauseTaskType, resumeTaskType } from "./managing/pauseTaskType.ts";
import { processTask } from "./managing/processTask.ts";
import { type ReadOptions, readQueueTask } from "./managing/readQueueTask.ts";
import { type RetryFailedOptions, retryDueTasks } from "./managing/retryDueTasks.ts";
import { retryQueueTask } from "./managing/retryQueueTask.ts";
import { type RetrySkipReason, retryTasks } from "./managing/retryTasks.ts";
import { type WaitOptions, waitForTask } from "./managing/waitForTask.ts";
import { listTasks } from "./querying/listTasks.ts";
import { readAttempts, type TaskAttempt } from "./querying/readAttempts.ts";
import { readLogs, type TaskLogLine } from "./querying/readLogs.ts";
import type { Page, PageOptions, TaskFilter } from "./querying/TaskFilter.ts";
import { QueueRunner } from "./running/QueueRunner.ts";
import { QueueSchedules } from "./schedules/QueueSchedules.ts";
import type { ActorOptions } from "./settings/actor.ts";
import { type AuditEntry, listAudit } from "./settings/audit.ts";
import type { PauseOptions } from "./settings/pauses.ts";
import { checkTransaction } from "./validation/checkAddOptions.ts";
import { refuseUnknown, wholeNumber } from "./validation/checkValues.ts";
import {
  type QueueServiceOptions,
  resolveServiceOptions,
  resolveStartOptions,
  type ScheduleDeclarations,
  type StartOptions,
} from "./validation/options.ts";
import { SpellingWatch } from "./validation/SpellingWatch.ts";
import { deferBuiltInWorkers } from "./workers/deferBuiltInWorkers.ts";
import type { TaskInput, Worker, Workers } from "./workers/defineWorker.ts";
import type { BuiltInWorkers } from "./workers/project.ts";
import type { EntriesOf, ListedType, TaskOf, TasksOf, UnlistedType } from "./workers/taskTyping.ts";

/** Grace period in milliseconds for attempts of `processJob` and `retryFailedQueueTasks` when the service closes. */
const closingGraceMs = 25_000;
/** Time limit in milliseconds for each further step of closing, in case the database is unreachable. */
const closingLimitMs = 5_000;

let readCore: <TWorkers extends Workers>(queue: QueueService<TWorkers>) => QueueCore;

/** Returns the parts of a service, for the testing kit. The package does not export it. */
export function coreOf<TWorkers extends Workers>(queue: QueueService<TWorkers>): QueueCore {
  return readCore(queue);
}

/**
 * A queue whose tasks are rows in your PostgreSQL database. It uses your Prisma client.
 *
 * A task runs at least once: it may run again after a crash, a suspension of the process, a timeout or a lost
 * connection. The outcome of each attempt is recorded at most once, and a finished task is never overwritten.
 */
export class QueueService<TWorkers extends Workers = BuiltInWorkers> {
  static {
    readCore = (queue) => queue.#core;
  }

  /** Schedules, which add tasks at given times: create, change, pause, run and preview them. */
  readonly schedules: QueueSchedules<TWorkers>;
  readonly #core: QueueCore;
  readonly #databases: Databases;
  /** The built-in workers, if this service created them. */
  readonly #ownWorkers: BuiltInWorkers | undefined;
  readonly #spelling: SpellingWatch;
  readonly #runners = new Set<QueueRunner>();
  #startedRunners = 0;
  /** Attempts of `processJob` and `retryFailedQueueTasks`. */
  readonly #attempts = new PendingCalls();
  #closing: Promise<void> | undefined;
  #isClosed = false;

  /**
   * Creates a service. It connects to the database with the first call, and runs no tasks before {@link start}.
   * @param db - a Prisma client whose schema has the queue's models
   * @throws InvalidOptionsError
   */
  constructor(db: PrismaClientLike, options: QueueServiceOptions<TWorkers> & ScheduleDeclarations<TWorkers> = {}) {
    const settings = resolveServiceOptions(options);
    if (typeof db?.$queryRawUnsafe !== "function") throw new InvalidOptionsError("db", db, "a Prisma client");
    this.#databases = openDatabases(db, options.connectionString);
    this.#ownWorkers = options.workers ? undefined : deferBuiltInWorkers(db);
    this.#core = createCore({
      databases: this.#databases,
      connectionString: options.connectionString,
      settings,
      workers: options.workers ?? this.#ownWorkers ?? {},
      addToQueue: this.#add,
    });
    this.schedules = new QueueSchedules(this.#core);
    this.#spelling = new SpellingWatch(Object.keys(this.#core.workers), settings.logger);
  }

  /** Adds a task whose type is only known at run time, or whose data type you pass: `addToQueue<Letter>("LETTER", …)`. */
  addToQueue<TData, TType extends string = string>(
    type: TType & UnlistedType<TWorkers, TType>,
    data: TData,
    options?: AddToQueueOptions,
  ): Promise<QueueTask<TData>>;
  // The last overload, because the compiler explains an error by the last one.
  /**
   * Adds a task and returns it. Once the promise resolves, the task is not lost. With `options.tx`, this is true once your
   * transaction commits. If the transaction rolls back, the task never existed.
   * @returns the task; if `uniqueKey` is taken, the unfinished task that has it
   * @throws InvalidTaskDataError, InvalidOptionsError, UniqueKeyTakenError, LockTimeoutError: nothing was added
   * @throws DatabaseUnavailableError: it is unknown whether the task was added; retry with a `uniqueKey`
   */
  addToQueue<TType extends ListedType<TWorkers>>(
    type: TType,
    data: TaskInput<TWorkers, TType>,
    options?: AddToQueueOptions,
  ): Promise<TaskOf<TWorkers, TType>>;
  // biome-ignore lint/suspicious/noExplicitAny: the overloads above declare the result
  async addToQueue(type: string, data: unknown, options: AddToQueueOptions = {}): Promise<any> {
    return this.#add(type, data, options);
  }

  /**
   * Adds all of these tasks or none, in their order. The JSON of all tasks together may have at most 64 MiB.
   * @param options.tx - a Prisma transaction client to add them in
   * @returns the tasks in the order of `entries`; for each `uniqueKey` that is taken, the unfinished task that has it
   * @throws InvalidTaskDataError with the index of the first invalid entry, InvalidOptionsError, LockTimeoutError: nothing was
   *   added, unless `LockTimeoutError.retryable` is false
   * @throws DatabaseUnavailableError: it is unknown whether the tasks were added. Either all were added, or none
   */
  async addManyToQueue<const TTypes extends readonly (keyof TWorkers & string)[]>(
    entries: EntriesOf<TWorkers, TTypes>,
    options: { tx?: TransactionClient | undefined } = {},
  ): Promise<TasksOf<TWorkers, TTypes>> {
    this.#assertOpen();
    refuseUnknown(options, ["tx"]);
    if (options.tx !== undefined) checkTransaction(options.tx);
    const tasks = await prepareTasks(entries as readonly AddManyEntry[], this.#findWorker);
    return (await this.#core.adder.addAll(tasks, options.tx)) as TasksOf<TWorkers, TTypes>;
  }

  /**
   * Runs one attempt of a task now, in this process, even if the task is not due or its type is paused.
   * @param currentAttempt - expected number of the next attempt, 1 for the first. If the number is different, nothing runs.
   *   Default: run any attempt
   * @param options.skipIfProcessing - return null instead of throwing TaskBusyError. Default false
   * @returns the task after the attempt; null if it does not exist, is finished, or was skipped
   * @throws the worker's error, after the failure was recorded
   * @throws TaskBusyError when it is running or another task with its `concurrencyKey` is; UnknownTaskTypeError; LeaseLostError
   */
  // biome-ignore lint/suspicious/noExplicitAny: the contract's default, so that an untyped task's data can be read without a cast
  async processJob<TData = any, TResult = unknown>(
    taskId: string,
    currentAttempt?: number,
    options: { skipIfProcessing?: boolean | undefined } = {},
  ): Promise<QueueTask<TData, TResult> | null> {
    this.#assertStarting();
    refuseUnknown(options, ["skipIfProcessing"]);
    const attempt = currentAttempt ?? undefined;
    if (attempt !== undefined) wholeNumber("currentAttempt", attempt, 0, 2_147_483_647);
    const processing = processTask(this.#core, taskId, { ...options, currentAttempt: attempt });
    return (await this.#attempts.follow(processing)) as QueueTask<TData, TResult> | null;
  }

  /**
   * Returns a task; null if it does not exist. Pass its id, or a task that you have, to read it again with the same types.
   */
  // biome-ignore lint/suspicious/noExplicitAny: the contract's default, so that an untyped task's data can be read without a cast
  readFromQueue<TData = any, TResult = unknown>(
    task: string | QueueTask<TData, TResult>,
    options?: { type?: undefined },
  ): Promise<QueueTask<TData, TResult> | null>;
  /** Returns a task of this type, with the types of its data and result; null if there is none, or if it has another type. */
  readFromQueue<TType extends ListedType<TWorkers>>(
    taskId: string,
    options: ReadOptions & { type: TType },
  ): Promise<TaskOf<TWorkers, TType> | null>;
  // biome-ignore lint/suspicious/noExplicitAny: the overloads above declare the result
  async readFromQueue(task: string | QueueTask, options: ReadOptions = {}): Promise<any> {
    return readQueueTask(this.#core, task, options);
  }

  /**
   * Changes an unfinished task, or one that it retries, and returns it: `data` (not while it runs), `priority`, `scheduledFor`, `maxAttempts`, `timeoutMs`,
   * `tags`, keys, reference, `failedProviders` and `errorMessage`. `status: "PENDING"` retries the task, and `status: "CANCELLED"`
   * cancels it. Unchanged fields are ignored.
   * @throws TaskNotFoundError, InvalidTransitionError, InvalidOptionsError, InvalidTaskDataError, UniqueKeyTakenError,
   *   LockTimeoutError, TaskBusyError when the task changes at the same time
   */
  // biome-ignore lint/suspicious/noExplicitAny: the contract's default, so that an untyped task's data can be read without a cast
  async updateInQueue<TData = any, TResult = unknown>(
    taskId: string,
    data: TaskUpdate<TData, TResult>,
  ): Promise<QueueTask<TData, TResult>> {
    return (await changeTask(this.#core, taskId, data)) as QueueTask<TData, TResult>;
  }

  /**
   * Deletes a task with its attempts and logs. If it is running, its worker's signal aborts and its outcome is discarded.
   * @throws TaskNotFoundError, LockTimeoutError, TaskReferencedError when a foreign key of your tables prevents it
   */
  async deleteFromQueue(taskId: string): Promise<void> {
    await deleteQueueTask(this.#core, taskId);
  }

  /**
   * Snoozes a task without using an attempt because of a provider's rate limit, and starts a cooldown of the provider in all
   * processes. Throwing `RateLimitError` in a worker does the same.
   * @param retryAfter - seconds, or the value of a Retry-After header; clamped to 1 s … 24 h. Default 60, also for a
   *   negative number or a date in the past
   * @throws TaskNotFoundError
   * @throws TaskBusyError when another process runs the task, InvalidTransitionError when it is finished: the task is not
   *   snoozed, but the cooldown starts
   */
  async handleRateLimitError(taskId: string, provider: string, retryAfter?: number | string): Promise<void> {
    await limitRate(this.#core, taskId, provider, retryAfter);
  }

  /**
   * Runs failed tasks whose next attempt is due, in this process. Call it from a cron endpoint on a serverless platform.
   * @param options.concurrency - tasks that run at the same time. Default 5
   * @param options.limit - maximum number of tasks. Default 100
   * @returns a summary; `success` is false if any task did not complete
   * @throws InvalidOptionsError, DatabaseUnavailableError
   */
  async retryFailedQueueTasks(options: RetryFailedOptions = {}): Promise<RetrySummary> {
    this.#assertStarting();
    return this.#attempts.follow(retryDueTasks(this.#core, options, () => this.#closing !== undefined));
  }

  /** Returns whether any task is running in any process. @param type - only tasks of this type. Default: all */
  async hasProcessingTasks(type?: string): Promise<boolean> {
    return retryTransient(() => hasProcessingTasks(this.#core.database, type));
  }

  /**
   * Cancels a task and returns it. A waiting task is cancelled at once. If the task is running, its worker's signal aborts, and the
   * task becomes `CANCELLED` when the worker returns. Once this promise resolves, the task never becomes `COMPLETED`.
   * @throws TaskNotFoundError, LockTimeoutError, InvalidTransitionError when it is `COMPLETED` or `MAX_RETRIES_REACHED`
   */
  async cancelTask(taskId: string): Promise<QueueTask> {
    return cancelQueueTask(this.#core, taskId);
  }

  /**
   * Makes a failed or cancelled task due now, with at least one attempt left, and returns it. Returns a `PENDING` task unchanged.
   * @throws TaskNotFoundError, InvalidTransitionError when it is running or completed, UniqueKeyTakenError, LockTimeoutError,
   *   TaskBusyError when the task changes at the same time
   */
  async retryTask(taskId: string): Promise<QueueTask> {
    return retryQueueTask(this.#core, taskId);
  }

  /**
   * Returns a page of the tasks that match a filter, newest first. A page may have fewer tasks than `limit`, or none, although
   * `nextCursor` is not null: a call reads a bounded number of rows.
   * @param filter - default: all tasks
   * @throws InvalidOptionsError, DatabaseUnavailableError
   */
  async listTasks(filter: TaskFilter = {}, options: PageOptions = {}): Promise<Page<QueueTask>> {
    return listTasks(this.#core, filter, options);
  }

  /** Returns a page of the attempts that did not complete a task, newest first. @throws TaskNotFoundError, InvalidOptionsError */
  async readAttempts(taskId: string, options: PageOptions = {}): Promise<Page<TaskAttempt>> {
    return readAttempts(this.#core, taskId, options);
  }

  /** Returns a page of a task's log, newest line first. @throws TaskNotFoundError, InvalidOptionsError */
  async readLogs(taskId: string, options: PageOptions = {}): Promise<Page<TaskLogLine>> {
    return readLogs(this.#core, taskId, options);
  }

  /**
   * Retries all failed tasks that match a filter, as {@link retryTask} does, in batches of 500. Each batch is atomic. It retries
   * cancelled tasks only if `filter.status` names `CANCELLED`. You can repeat a call that was interrupted.
   * @param options.all - required for a filter without any condition
   * @param options.tx - a Prisma transaction client, in which all tasks are retried
   * @throws InvalidOptionsError, DatabaseUnavailableError: the batches before are retried, unless `options.tx` is given
   * @throws TransactionConflictError with `options.tx`, if another transaction takes a unique key at the same time
   */
  async retryTasks(filter: TaskFilter, options: BulkOptions = {}): Promise<BulkSummary<RetrySkipReason>> {
    return retryTasks(this.#core, filter, options);
  }

  /**
   * Cancels all unfinished tasks that match a filter, as {@link cancelTask} does, in batches of 500. Each batch is atomic. You can
   * repeat a call that was interrupted.
   * @param options.all - required for a filter without any condition
   * @param options.tx - a Prisma transaction client, in which all tasks are cancelled
   * @throws InvalidOptionsError, DatabaseUnavailableError: the batches before are cancelled, unless `options.tx` is given
   */
  async cancelTasks(filter: TaskFilter, options: BulkOptions = {}): Promise<BulkSummary<CancelSkipReason>> {
    return cancelTasks(this.#core, filter, options);
  }

  /**
   * Waits until a task is finished, and returns it: completed, failed permanently or cancelled. Pass its id, or the task that you
   * added, whose data and result have types.
   * @param options.timeoutMs - maximum wait in milliseconds. Default 60,000
   * @throws WaitTimeoutError, TaskNotFoundError; the reason of `options.signal` if it aborts
   */
  // biome-ignore lint/suspicious/noExplicitAny: the contract's default, so that an untyped task's data can be read without a cast
  waitForTask<TData = any, TResult = unknown>(
    task: string | QueueTask<TData, TResult>,
    options?: WaitOptions & { type?: undefined },
  ): Promise<QueueTask<TData, TResult>>;
  /** Waits for a task of this type, and returns it with the types of its data and result. */
  waitForTask<TType extends ListedType<TWorkers>>(
    taskId: string,
    options: WaitOptions & { type: TType },
  ): Promise<TaskOf<TWorkers, TType>>;
  // biome-ignore lint/suspicious/noExplicitAny: the overloads above declare the result
  async waitForTask(task: string | QueueTask, options: WaitOptions = {}): Promise<any> {
    return waitForTask(this.#core, task, options);
  }

  /** Explains why a task is not running, or what it is doing. @throws TaskNotFoundError */
  async explainTask(taskId: string): Promise<TaskExplanation> {
    return explainTask(this.#core, taskId);
  }

  /**
   * Stops all processes from starting tasks of a type, until {@link resumeType}. Running tasks finish, and `processJob` still
   * runs tasks of the type.
   * @param options - the reason, or who pauses it, why, and until when. {@link explainTask} shows them
   * @throws InvalidOptionsError, also for an unknown type whose name resembles a known one
   */
  async pauseType(type: string, options: string | PauseOptions = {}): Promise<void> {
    await pauseTaskType(this.#core, type, options);
  }

  /** Ends the pause of a type. Returns whether the type was paused. @throws InvalidOptionsError */
  async resumeType(type: string, options: ActorOptions = {}): Promise<boolean> {
    return resumeTaskType(this.#core, type, options);
  }

  /**
   * Returns a page of the changes of settings, newest first: pauses and schedules, who changed them, when and why. They are kept for
   * 400 days.
   * @param options.name - only changes of the type or schedule with this name. Default: all
   * @throws InvalidOptionsError
   */
  async listAudit(options: PageOptions & { name?: string | undefined } = {}): Promise<Page<AuditEntry>> {
    return listAudit(this.#core, options);
  }

  /**
   * Starts a runner, which claims and runs tasks in this process. The library installs no signal handlers: call
   * {@link close} on SIGTERM.
   * @throws InvalidOptionsError, QueueClosedError
   */
  start(options: StartOptions = {}): QueueRunner {
    this.#assertStarting();
    const resolved = resolveStartOptions(options, Object.keys(this.#core.workers));
    const id = `${this.#core.holder}/${++this.#startedRunners}`;
    const runner = QueueRunner.start(this.#core, id, resolved, () => this.#runners.delete(runner));
    this.#runners.add(runner);
    return runner;
  }

  /** Adds a listener for events of this process. An error of the listener is logged. */
  on<TName extends QueueEventName>(name: TName, listener: (event: QueueEvents[TName]) => void): this {
    this.#core.events.on(name, listener);
    return this;
  }

  /** Removes a listener. */
  off<TName extends QueueEventName>(name: TName, listener: (event: QueueEvents[TName]) => void): this {
    this.#core.events.off(name, listener);
    return this;
  }

  /**
   * Stops the runners, and waits up to 25 s for attempts of `processJob` and `retryFailedQueueTasks`. Then releases the tasks that
   * are still running, and closes the connections that the service opened. Your Prisma client stays connected. Never rejects. If the
   * database is unreachable, resolves at most 25 s after the grace period, or 30 s if an attempt of these two methods is running.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([...[...this.#runners].map((runner) => runner.stop()), this.#attempts.wait(closingGraceMs)]);
    this.#core.leases.stopAll();
    await this.#attempts.wait(closingLimitMs);
    this.#isClosed = true;
    const closed = closeCore(this.#core, closingLimitMs).then(() => this.#databases.close());
    const dispose = async () => this.#ownWorkers?.[Symbol.asyncDispose]();
    await waitAtMost([dispose().catch(() => {}), closed], 3 * closingLimitMs);
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
