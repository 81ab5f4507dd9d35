import { setTimeout as sleep } from "node:timers/promises";
import { LockTimeoutError } from "../errors.ts";
import type { NewTask } from "../sql/insertTasks.ts";
import type { QueueTask } from "../types.ts";

/** Milliseconds between rounds. */
const roundMs = 100;

/** Adds tasks of one unique key; fails with {@link LockTimeoutError} where another transaction still holds it. */
type AddTasks = (tasks: readonly NewTask[]) => Promise<QueueTask[]>;

interface Waiting {
  task: NewTask;
  since: number;
  resolve: (task: QueueTask) => void;
  reject: (error: unknown) => void;
}

/**
 * Tasks whose unique key another transaction has taken and not committed, so that nobody knows whether it is free. They are
 * tried in turns, a key at a time: however many wait, one connection is busy with them, and that only now and then.
 */
export class LockedKeys {
  readonly #add: AddTasks;
  readonly #patienceMs: number;
  readonly #waiting = new Map<string, Waiting[]>();
  #rounds: Promise<void> | undefined;

  /** @param patienceMs - milliseconds after which a task whose key is still locked fails */
  constructor(add: AddTasks, patienceMs: number) {
    this.#add = add;
    this.#patienceMs = patienceMs;
  }

  /** Whether other tasks wait for the key of this one. */
  has(task: NewTask): boolean {
    return this.#waiting.has(nameKey(task));
  }

  /** Adds the task when its key is free, or answers the task that has it by then. @throws LockTimeoutError */
  add(task: NewTask): Promise<QueueTask> {
    return new Promise((resolve, reject) => {
      const name = nameKey(task);
      const group = this.#waiting.get(name) ?? [];
      this.#waiting.set(name, group);
      group.push({ task, since: performance.now(), resolve, reject });
      this.#rounds ??= this.#run();
    });
  }

  async drain(): Promise<void> {
    await this.#rounds;
  }

  async #run(): Promise<void> {
    while (this.#waiting.size > 0) {
      await sleep(roundMs);
      for (const [name, group] of [...this.#waiting]) await this.#tryGroup(name, group);
    }
    this.#rounds = undefined;
  }

  async #tryGroup(name: string, group: readonly Waiting[]): Promise<void> {
    const tried = [...group];
    try {
      const added = await this.#add(tried.map(({ task }) => task));
      for (const [index, { resolve }] of tried.entries()) resolve(added[index] as QueueTask);
      this.#keep(
        name,
        group.filter((waiting) => !tried.includes(waiting)),
      );
    } catch (error) {
      const isDone = (waiting: Waiting) =>
        !(error instanceof LockTimeoutError) || performance.now() - waiting.since >= this.#patienceMs;
      for (const waiting of tried.filter(isDone)) waiting.reject(this.#describe(waiting, error));
      this.#keep(
        name,
        group.filter((waiting) => !tried.includes(waiting) || !isDone(waiting)),
      );
    }
  }

  #keep(name: string, left: Waiting[]): void {
    if (left.length > 0) this.#waiting.set(name, left);
    else this.#waiting.delete(name);
  }

  #describe({ task, since }: Waiting, error: unknown): unknown {
    if (!(error instanceof LockTimeoutError)) return error;
    const what = `the unique key "${task.uniqueKey?.slice(0, 100)}" of type ${task.type}`;
    return new LockTimeoutError(error.cause, { what, waitedMs: performance.now() - since });
  }
}

/** Names a type's unique key. No type has a space in it. */
export function nameKey({ type, uniqueKey }: Pick<NewTask, "type" | "uniqueKey">): string {
  return `${type} ${uniqueKey}`;
}
