import type { NewTask } from "../sql/insertTasks.ts";
import { type Hint, sayReady } from "../sql/notify.ts";
import type { PrismaClientLike } from "../types.ts";
import type { Hints } from "./Hints.ts";

/** Milliseconds between two hints to other processes. */
const gapMs = 10;

/**
 * Decides what is said of tasks that can be claimed, and when: the runners of this process hear it at once, those of
 * others at most once per gap, the last time included.
 */
export class Announcer {
  readonly #hints: Hints;
  #lastAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #next: "ready" | "freed" = "ready";
  /** Transactions that have named a task already: equal hints of one transaction are sent once, different ones each. */
  readonly #named = new WeakSet<PrismaClientLike>();

  constructor(hints: Hints) {
    this.#hints = hints;
  }

  /** The hint that an INSERT takes along; null when it follows on the heels of another one, to be announced afterwards. */
  carry(tasks: readonly NewTask[]): Hint | null {
    if (!this.#hints.isEnabled || this.#timer || this.#waitMs() > 0) return null;
    this.#lastAt = performance.now();
    return hintOf(tasks);
  }

  /** The hint that goes out when a transaction of the caller's commits; null when hints are off. */
  carryIn(tx: PrismaClientLike, tasks: readonly NewTask[]): Hint | null {
    if (!this.#hints.isEnabled) return null;
    const hint = this.#named.has(tx) ? "ready" : hintOf(tasks);
    if (hint !== "ready") this.#named.add(tx);
    return hint;
  }

  /** Tells of tasks that were added with the hint that {@link carry} gave. */
  tellOfAdded(carried: Hint | null): void {
    if (carried === null) this.announce("ready");
    else this.#hints.tell(carried);
  }

  announce(hint: "ready" | "freed"): void {
    this.#hints.tell(hint);
    if (hint === "freed") this.#next = hint;
    if (this.#timer) return;
    const waitMs = this.#waitMs();
    if (waitMs <= 0) void this.#send();
    else this.#timer = setTimeout(() => void this.#send(), waitMs).unref();
  }

  /** Resolves when what was still to be said is said. */
  async close(): Promise<void> {
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    await this.#send();
  }

  #waitMs(): number {
    return this.#lastAt + gapMs - performance.now();
  }

  async #send(): Promise<void> {
    const hint = this.#next;
    this.#timer = undefined;
    this.#next = "ready";
    this.#lastAt = performance.now();
    await this.#hints.send(hint);
  }
}

/** A single task that can start whatever else runs is named: an idle runner need not look for it. */
function hintOf(tasks: readonly NewTask[]): Hint {
  const [only] = tasks;
  if (!only || tasks.length > 1 || only.concurrencyKey !== null) return "ready";
  return only.delayMs === null && only.scheduledFor === null ? sayReady(only) : "ready";
}
