import { setTimeout as sleep } from "node:timers/promises";
import { isTransientError } from "../database/databaseErrors.ts";
import { LockTimeoutError } from "../domain/errors/errors.ts";
import type { NewTask } from "../domain/NewTask.ts";
import type { QueueTask } from "../domain/types.ts";

/** Milliseconds until a key that was found locked is tried again, at first and at most. */
const firstRetryMs = 50;
const maxRetryMs = 500;

/** Adds tasks. Throws {@link LockTimeoutError} if another transaction has locked one of their unique keys. */
type AddTasks = (tasks: readonly NewTask[]) => Promise<QueueTask[]>;

interface Waiting {
  task: NewTask;
  since: number;
  resolve: (task: QueueTask) => void;
  reject: (error: unknown) => void;
}

/** Tasks that are tried together. They have several keys until it is known which of these are locked. */
interface Group {
  waiting: readonly Waiting[];
  /** By `performance.now()`. */
  tryAt: number;
  waitMs: number;
}

/**
 * Tasks whose unique key an open transaction has taken. It is unknown whether the key is free until that transaction ends.
 * PostgreSQL does not say which keys of a batch are taken, so they are found by trying halves. However many tasks wait, they use
 * one connection, and only while they are tried.
 */
export class LockedKeys {
  readonly #add: AddTasks;
  readonly #patienceMs: number;
  readonly #keys = new Map<string, number>();
  #groups: Group[] = [];
  #running: Promise<void> | undefined;

  /** @param patienceMs - milliseconds after which the add of a task fails if its key is still locked */
  constructor(add: AddTasks, patienceMs: number) {
    this.#add = add;
    this.#patienceMs = patienceMs;
  }

  /** Whether tasks are waiting for the key of this one. */
  has(task: NewTask): boolean {
    return this.#keys.has(nameKey(task));
  }

  /**
   * Adds each of these tasks when its key is free. Returns a promise for each, in their order, of the new task or the one that
   * has its key by then. Tasks whose promise is rejected with {@link LockTimeoutError} were not added.
   */
  addEach(tasks: readonly NewTask[]): Promise<QueueTask>[] {
    if (tasks.length === 0) return [];
    const since = performance.now();
    const waiting: Waiting[] = [];
    const promises = tasks.map(
      (task) => new Promise<QueueTask>((resolve, reject) => waiting.push({ task, since, resolve, reject })),
    );
    for (const { task } of waiting) this.#keys.set(nameKey(task), (this.#keys.get(nameKey(task)) ?? 0) + 1);
    // Tasks of one key stand together, so that the halves do not separate them.
    waiting.sort((a, b) => (nameKey(a.task) < nameKey(b.task) ? -1 : 1));
    this.#groups.push({ waiting, tryAt: since, waitMs: firstRetryMs });
    this.#running ??= this.#run();
    return promises;
  }

  async drain(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#groups.length > 0) {
      this.#groups.sort((a, b) => a.tryAt - b.tryAt);
      const [group] = this.#groups.splice(0, 1) as [Group];
      const leftMs = group.tryAt - performance.now();
      // Tasks that arrive in the meantime are tried first, because their keys may be free.
      if (leftMs > 0) await sleep(Math.min(leftMs, firstRetryMs));
      if (group.tryAt > performance.now()) this.#groups.push(group);
      else await this.#try(group);
    }
    this.#running = undefined;
  }

  async #try(group: Group): Promise<void> {
    const { waiting } = group;
    try {
      const added = await this.#add(waiting.map(({ task }) => task));
      for (const [index, one] of waiting.entries()) this.#end(one, () => one.resolve(added[index] as QueueTask));
    } catch (error) {
      const isLocked = error instanceof LockTimeoutError;
      const halves = isLocked ? cutBetweenKeys(waiting) : cutInHalves(waiting);
      const canGo = isLocked || !isTransientError(error);
      if (canGo && halves.length > 1)
        this.#groups.push(...halves.map((half) => ({ waiting: half, tryAt: 0, waitMs: firstRetryMs })));
      else if (isLocked) this.#waitOn(group, error);
      else for (const one of waiting) this.#end(one, () => one.reject(error));
    }
  }

  /** Keeps a group whose key is locked, without the tasks that have waited too long. */
  #waitOn({ waiting, waitMs }: Group, error: LockTimeoutError): void {
    const now = performance.now();
    const hasExpired = ({ since }: Waiting) => now - since >= this.#patienceMs;
    for (const one of waiting.filter(hasExpired)) this.#end(one, () => one.reject(describeLock(one, error)));
    const left = waiting.filter((one) => !hasExpired(one));
    if (left.length > 0)
      this.#groups.push({ waiting: left, tryAt: now + waitMs, waitMs: Math.min(waitMs * 1.5, maxRetryMs) });
  }

  #end({ task }: Waiting, settle: () => void): void {
    const name = nameKey(task);
    const left = (this.#keys.get(name) ?? 1) - 1;
    if (left > 0) this.#keys.set(name, left);
    else this.#keys.delete(name);
    settle();
  }
}

function describeLock({ task, since }: Waiting, error: LockTimeoutError): LockTimeoutError {
  return new LockTimeoutError(error.cause, { what: describeKey(task), waitedMs: performance.now() - since });
}

/** For the text of an error. */
export function describeKey({ type, uniqueKey }: Pick<NewTask, "type" | "uniqueKey">): string {
  return `the unique key "${uniqueKey?.slice(0, 100)}" of type ${type}`;
}

function cutInHalves<T>(items: readonly T[], middle = items.length >> 1): (readonly T[])[] {
  return [items.slice(0, middle), items.slice(middle)].filter((half) => half.length > 0);
}

/** Cuts into two parts with different keys. Returns one part if all keys are equal. */
function cutBetweenKeys(waiting: readonly Waiting[]): (readonly Waiting[])[] {
  const names = waiting.map(({ task }) => nameKey(task));
  const middle = names.length >> 1;
  const end = names.lastIndexOf(names[middle] as string) + 1;
  return cutInHalves(waiting, end < names.length ? end : names.indexOf(names[middle] as string));
}

/** Identifies a unique key of a type. Types contain no spaces. */
export function nameKey({ type, uniqueKey }: Pick<NewTask, "type" | "uniqueKey">): string {
  return `${type} ${uniqueKey}`;
}
