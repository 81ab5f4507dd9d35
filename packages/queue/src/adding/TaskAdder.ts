import { setTimeout as sleep } from "node:timers/promises";
import { Batcher } from "../database/Batcher.ts";
import { type Database, prismaDatabase } from "../database/database.ts";
import { isTransientError, isUnstorableText } from "../database/databaseErrors.ts";
import { readTasks, readTasksByUniqueKey } from "../database/readTask.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { toQueueTask } from "../database/taskRow.ts";
import { DatabaseRefusedError } from "../domain/errors/driverErrors.ts";
import { DatabaseUnavailableError, LockTimeoutError } from "../domain/errors/errors.ts";
import type { NewTask } from "../domain/NewTask.ts";
import type { TaskRow } from "../domain/TaskRow.ts";
import { createTaskId } from "../domain/taskId.ts";
import type { PrismaClientLike, QueueTask } from "../domain/types.ts";
import type { ChangeNotifier } from "../notifying/ChangeNotifier.ts";
import type { NotificationScheduler } from "../notifying/NotificationScheduler.ts";
import type { Notification } from "../notifying/notify.ts";
import { refuseUnstorable } from "../validation/refuseUnstorable.ts";
import { insertTasks } from "./insertTasks.ts";
import { describeKey, LockedKeys, nameKey } from "./LockedKeys.ts";
import { refuseSize } from "./prepareTask.ts";
import { toAddedTask } from "./toAddedTask.ts";

/** Milliseconds that an add waits for an open transaction that has added its unique key. */
const keyPatienceMs = 10_000;

/** Milliseconds between tries while other tasks keep taking a unique key. */
const busyKeyRetryMs = 50;

/** Maximum number of tries. In each, another task may take the unique key and finish before it can be read. */
const maxRounds = 5;

/** Adds prepared tasks. Concurrent single adds are batched into one INSERT, except in a transaction of the caller. */
export class TaskAdder {
  /** Milliseconds by which the ids of new tasks are ahead of this process's clock. The testing kit moves the database's clock. */
  idShiftMs = 0;
  readonly #database: Database;
  readonly #single: Batcher<NewTask, Added>;
  /** Adds tasks with a unique key, one batch at a time, so that a locked key blocks at most one connection. */
  readonly #keyed: Batcher<NewTask, Added>;
  /** Tasks that wait for a locked key, while other tasks continue. */
  readonly #locked = new LockedKeys((tasks) => this.#insert(tasks, 0), keyPatienceMs);
  readonly #notifications: NotificationScheduler;
  readonly #changes: ChangeNotifier;

  constructor(database: Database, notifications: NotificationScheduler, changes: ChangeNotifier) {
    this.#database = database;
    this.#notifications = notifications;
    this.#changes = changes;
    const weigh = ({ data }: NewTask) => data.length;
    this.#single = new Batcher((tasks) => this.#addEach(tasks), { parallel: 2, weigh });
    this.#keyed = new Batcher((tasks) => this.#addKeyed(tasks), { weigh });
  }

  /** Adds one task, or returns the unfinished one that has its unique key. */
  async add(task: NewTask, tx: PrismaClientLike | undefined): Promise<QueueTask> {
    if (this.idShiftMs !== 0) this.#shiftId(task);
    if (tx) {
      const [added] = await this.#insertIn(tx, [task]).catch((error: unknown) => explain(error, [task]));
      return added as QueueTask;
    }
    const added = await (task.uniqueKey === null ? this.#single : this.#keyed).add(task);
    return added instanceof AddFailure ? explain(adviseOnRetry(added.error, [task]), [task]) : added;
  }

  /** Adds all tasks or none, in the given order. */
  async addAll(tasks: readonly NewTask[], tx: PrismaClientLike | undefined): Promise<QueueTask[]> {
    if (tasks.length === 0) return [];
    if (this.idShiftMs !== 0) for (const task of tasks) this.#shiftId(task);
    if (tx) return this.#insertIn(tx, tasks).catch((error: unknown) => explain(error, tasks, true));
    return this.#insert(tasks, keyPatienceMs).catch((error: unknown) =>
      explain(adviseOnRetry(error, tasks), tasks, true),
    );
  }

  async close(): Promise<void> {
    await Promise.all([this.#single.drain(), this.#keyed.drain()]);
    await this.#locked.drain();
    await this.#notifications.close();
  }

  /** Creates an id for a task that another statement adds. */
  createId(): string {
    return createTaskId(Math.floor(Date.now() + this.idShiftMs));
  }

  /** Lists order tasks by their ids and compare these with times, so the ids must follow the database's clock. */
  #shiftId(task: NewTask): void {
    task.id = this.createId();
  }

  /** Adds tasks in one statement. If that fails, adds each in its own statement, so that one task does not fail the others. */
  async #addEach(tasks: readonly NewTask[]): Promise<Added[]> {
    if (tasks.length === 0) return [];
    try {
      return await this.#insert(tasks, 0);
    } catch (error) {
      if (tasks.length === 1 || error instanceof LockTimeoutError || isTransientError(error))
        return tasks.map(() => new AddFailure(error));
      const apart: Added[] = [];
      for (const task of tasks) apart.push(...(await this.#addEach([task])));
      return apart;
    }
  }

  /** Does the same as {@link #addEach}. If a key is locked, the tasks of the batch wait in {@link #locked}. */
  async #addKeyed(tasks: readonly NewTask[]): Promise<(Added | Promise<Added>)[]> {
    const results = new Map<NewTask, Added | Promise<Added>>();
    const free = tasks.filter((task) => !this.#locked.has(task));
    for (const [index, each] of (await this.#addEach(free)).entries()) {
      const isLocked = each instanceof AddFailure && each.error instanceof LockTimeoutError;
      if (!isLocked) results.set(free[index] as NewTask, each);
    }
    const left = tasks.filter((task) => !results.has(task));
    for (const [index, added] of this.#locked.addEach(left).entries())
      results.set(
        left[index] as NewTask,
        added.catch((error: unknown) => new AddFailure(error)),
      );
    return tasks.map((task) => results.get(task) as Added);
  }

  /** Does not retry: a failed statement aborts the transaction, and only the caller can repeat the transaction. */
  async #insertIn(tx: PrismaClientLike, tasks: readonly NewTask[]): Promise<QueueTask[]> {
    const notification = this.#notifications.notificationForTx(tx, tasks);
    const added = await insertOrFind(prismaDatabase(tx), tasks, notification, { isInTransaction: true });
    this.#notifications.notifyDelayed(notification, tasks, added);
    this.#changes.noteInTransaction(tasks);
    return added;
  }

  /** The first INSERT after a pause sends its own notification. The INSERTs of the next 10 ms share one notification. */
  async #insert(tasks: readonly NewTask[], lockPatienceMs: number): Promise<QueueTask[]> {
    const notification = this.#notifications.notificationFor(tasks);
    const added = await retryTransient(
      () => insertOrFind(this.#database, tasks, notification, { keyPatienceMs: lockPatienceMs }),
      {
        lockPatienceMs,
      },
    );
    this.#notifications.notifyAdded(notification, tasks, added);
    this.#changes.noteAll(tasks);
    return added;
  }
}

type Added = QueueTask | AddFailure;

class AddFailure {
  readonly error: unknown;
  constructor(error: unknown) {
    this.error = error;
  }
}

/** Names the task, and the part of it, that PostgreSQL refused. */
function explain(error: unknown, tasks: readonly NewTask[], isBatch = false): never {
  if (!(error instanceof DatabaseRefusedError)) throw error;
  if (isBatch && error.sqlState.startsWith("54"))
    throw refuseSize("as jsonb, PostgreSQL's own format, these are too large", tasks);
  if (!isUnstorableText(error)) throw error;
  const given = tasks.map(({ type, data, referenceId, referenceType, ...options }) => {
    const reference = { id: referenceId, type: referenceType };
    return { type, data: JSON.parse(data), options: { ...options, reference } };
  });
  throw refuseUnstorable(error.message, given, isBatch) ?? error;
}

/** Returns an error that says how to retry safely. An add whose reply was lost may have been committed. */
function adviseOnRetry(error: unknown, tasks: readonly NewTask[]): unknown {
  if (!(error instanceof DatabaseUnavailableError)) return error;
  const isSafe = tasks.every(({ uniqueKey }) => uniqueKey !== null);
  const advice = isSafe
    ? "The uniqueKey makes it safe to retry."
    : "With a uniqueKey, a retry does not add a second task.";
  return new DatabaseUnavailableError(error.cause, `It is unknown whether the task was added. ${advice}`);
}

/**
 * Returns one task for each given one: the new one, or the unfinished one that has its unique key.
 * @param options.keyPatienceMs - milliseconds after which a key that other tasks keep taking counts as locked
 */
async function insertOrFind(
  database: Database,
  tasks: readonly NewTask[],
  notification: Notification | null,
  { isInTransaction = false, keyPatienceMs = 0 } = {},
): Promise<QueueTask[]> {
  const beganAt = performance.now();
  const found = new Map<NewTask, QueueTask>();
  let missing: readonly NewTask[] = tasks;
  for (let round = 1; missing.length > 0; round++) {
    const { createdAtMs, onlyIds } = await insertTasks(database, missing, notification, { isInTransaction });
    if (!onlyIds && round === 1) return missing.map((task) => toAddedTask(task, createdAtMs));
    const inserted = onlyIds && new Set(onlyIds);
    for (const task of missing) if (!inserted || inserted.has(task.id)) found.set(task, toAddedTask(task, createdAtMs));
    missing = missing.filter((task) => !found.has(task));
    if (missing.length === 0) break;
    for (const [task, row] of await findExisting(database, missing)) found.set(task, toQueueTask(row));
    missing = missing.filter((task) => !found.has(task));
    if (round < maxRounds || !missing[0]) continue;
    const waitedMs = performance.now() - beganAt;
    if (waitedMs >= keyPatienceMs) {
      const added = [...found].filter(([task, { id }]) => task.id === id).length;
      throw new LockTimeoutError(undefined, { what: describeKey(missing[0]), waitedMs, added });
    }
    await sleep(busyKeyRetryMs);
  }
  return tasks.map((task) => found.get(task) as QueueTask);
}

/** Finds the rows that conflicted: the task itself, if the reply to its INSERT was lost, or the task that has its unique key. */
async function findExisting(database: Database, tasks: readonly NewTask[]): Promise<Map<NewTask, TaskRow>> {
  const ids = tasks.map(({ id }) => id);
  const keys = tasks.flatMap(({ type, uniqueKey }) => (uniqueKey === null ? [] : [{ type, uniqueKey }]));
  const byId = new Map((await readTasks(database, ids)).map((row) => [row.id, row]));
  const holders = keys.length > 0 ? await readTasksByUniqueKey(database, keys) : [];
  const byKey = new Map(holders.map((row) => [nameKey(row), row]));
  const existing = new Map<NewTask, TaskRow>();
  for (const task of tasks) {
    const row = byId.get(task.id) ?? (task.uniqueKey === null ? undefined : byKey.get(nameKey(task)));
    if (row) existing.set(task, row);
  }
  return existing;
}
