import type { NewTask } from "../sql/insertTasks.ts";
import { type Hint, type LaterTask, sayLater, sayReady } from "../sql/notify.ts";
import type { PrismaClientLike, QueueTask } from "../types.ts";
import { type DueTimes, roundDueTime } from "./DueTimes.ts";
import type { Hints } from "./Hints.ts";

/** Milliseconds between two hints to other processes. */
const gapMs = 10;
/** Hints that transactions may send at once after a pause; after that, one in each gap. */
const txBurst = 10;
/**
 * A transaction whose hint was spared commits at a time that nobody here sees: its tasks are announced so many milliseconds
 * after they were added, and again, each time counted from the time before.
 */
const commitWaitsMs = [20, 100, 500];
/** Other processes are told of tasks that come due within so many milliseconds; polling finds those that are further away. */
const maxToldMs = 600_000;
/** Due times in one hint, which PostgreSQL limits to 8,000 bytes. */
const maxTold = 32;

/**
 * Decides what is said of tasks that can be claimed, and when: the runners of this process hear it at once, those of
 * others at most once per gap, the last time included.
 */
export class Announcer {
  readonly #hints: Hints;
  readonly #dueTimes: DueTimes;
  #lastAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #next: "ready" | "freed" | undefined;
  /** Due times that other processes are told of next, each type and time once. */
  readonly #later = new Map<string, { type: string; dueAt: number }>();
  /** When the next transaction may send a hint; it lies in the past after a pause. */
  #txAllowedAt = -Infinity;
  #owedTimer: NodeJS.Timeout | undefined;
  #owedStep = 0;
  /** Transactions that have named a task already: equal hints of one transaction are sent once, different ones each. */
  readonly #named = new WeakSet<PrismaClientLike>();

  constructor(hints: Hints, dueTimes: DueTimes) {
    this.#hints = hints;
    this.#dueTimes = dueTimes;
  }

  /** The hint that an INSERT takes along; null when it follows on the heels of another one, to be announced afterwards. */
  carry(tasks: readonly NewTask[]): Hint | null {
    if (!this.#hints.isEnabled || this.#timer || this.#waitMs() > 0) return null;
    const hint = hintOf(tasks);
    if (hint !== null) this.#noteSent();
    return hint;
  }

  /** The hint that goes out when a transaction of the caller's commits; null when there were many, to be announced afterwards. */
  carryIn(tx: PrismaClientLike, tasks: readonly NewTask[]): Hint | null {
    const hint = this.#hints.isEnabled ? hintOf(tasks) : null;
    if (hint === null || isLaterHint(hint)) return hint !== null && this.#mayTxSend() ? hint : null;
    if (this.#named.has(tx)) return "ready";
    if (!this.#mayTxSend()) {
      this.#owe();
      return null;
    }
    if (hint !== "ready") this.#named.add(tx);
    return hint;
  }

  /** Tells of tasks that were added with the hint that {@link carry} gave. */
  tellOfAdded(carried: Hint | null, tasks: readonly NewTask[], added: readonly QueueTask[]): void {
    this.tellOfDelayed(carried, tasks, added);
    if (tasks.every(isLater)) return;
    if (carried === null) this.announce("ready");
    else this.#hints.tell(carried);
  }

  /** Tells when those of the added tasks come due that must wait; in a transaction too, which is probably committed by then. */
  tellOfDelayed(carried: Hint | null, tasks: readonly NewTask[], added: readonly QueueTask[]): void {
    if (!tasks.some(isLater)) return;
    const isTold = carried !== null && isLaterHint(carried);
    for (const [index, task] of tasks.entries()) {
      const row = added[index];
      // Another one that holds its unique key was added before, and told of.
      if (!isLater(task) || row?.id !== task.id || !row.scheduledFor) continue;
      const delayMs = row.scheduledFor.getTime() - row.createdAt.getTime();
      if (isTold) this.#dueTimes.note(task.type, delayMs);
      else this.#noteLater(task.type, delayMs);
    }
    this.#schedule();
  }

  announce(hint: "ready" | "freed"): void {
    this.#hints.tell(hint);
    if (hint === "freed" || !this.#next) this.#next = hint;
    this.#schedule();
  }

  /** A task can be claimed after so many milliseconds from now, as the database has answered. */
  announceLater(type: string, delayMs: number): void {
    this.#noteLater(type, delayMs);
    this.#schedule();
  }

  /** Resolves when what was still to be said is said. */
  async close(): Promise<void> {
    this.#dueTimes.close();
    if (this.#owedTimer) this.#next ??= "ready";
    clearTimeout(this.#owedTimer);
    clearTimeout(this.#timer);
    if (this.#next || this.#later.size > 0) await this.#send();
  }

  #noteLater(type: string, delayMs: number): void {
    this.#dueTimes.note(type, delayMs);
    if (delayMs > maxToldMs || this.#later.size >= maxTold || !this.#hints.isEnabled) return;
    const dueAt = roundDueTime(performance.now(), delayMs);
    this.#later.set(`${dueAt}:${type}`, { type, dueAt });
  }

  /** Says what there is to say, now or when the gap is over. */
  #schedule(): void {
    if (this.#timer || (!this.#next && this.#later.size === 0)) return;
    const waitMs = this.#waitMs();
    if (waitMs <= 0) void this.#send();
    else this.#timer = setTimeout(() => void this.#send(), waitMs).unref();
  }

  #waitMs(): number {
    return this.#lastAt + gapMs - performance.now();
  }

  /** A hint leaves this process. */
  #noteSent(): void {
    this.#lastAt = performance.now();
    this.#txAllowedAt = this.#spentTxAllowance(this.#lastAt);
  }

  #mayTxSend(): boolean {
    const now = performance.now();
    if (this.#txAllowedAt > now) return false;
    this.#txAllowedAt = this.#spentTxAllowance(now);
    return true;
  }

  #spentTxAllowance(now: number): number {
    return Math.max(this.#txAllowedAt, now - (txBurst - 1) * gapMs) + gapMs;
  }

  /** A transaction adds tasks without a hint. */
  #owe(): void {
    this.#owedStep = 0;
    if (!this.#owedTimer) this.#payLater();
  }

  #payLater(): void {
    const waitMs = commitWaitsMs[this.#owedStep++];
    const pay = () => {
      this.announce("ready");
      this.#payLater();
    };
    this.#owedTimer = waitMs === undefined ? undefined : setTimeout(pay, waitMs).unref();
  }

  async #send(): Promise<void> {
    const hint = this.#next;
    const now = performance.now();
    const later = [...this.#later.values()].map(({ type, dueAt }) => ({
      type,
      delayMs: Math.max(Math.ceil(dueAt - now), 0),
    }));
    this.#timer = undefined;
    this.#next = undefined;
    this.#later.clear();
    this.#noteSent();
    if (hint) await this.#hints.send(hint);
    if (later.length > 0) await this.#hints.send(sayLater(later));
  }
}

/** What to say of tasks while they are added; null when they come due later, at times that are known when they are there. */
function hintOf(tasks: readonly NewTask[]): Hint | null {
  const [first] = tasks;
  if (!first || !tasks.every(isLater)) return sayDue(tasks);
  const isOne = tasks.every(({ type, delayMs }) => type === first.type && delayMs === first.delayMs);
  return isOne && first.delayMs !== null && first.delayMs <= maxToldMs
    ? sayLater([{ type: first.type, delayMs: first.delayMs } satisfies LaterTask])
    : null;
}

/** A single task that can start whatever else runs is named: an idle runner need not look for it. */
function sayDue(tasks: readonly NewTask[]): Hint {
  const [only] = tasks;
  return only && tasks.length === 1 && only.concurrencyKey === null ? sayReady(only) : "ready";
}

/** Whether the task comes due after it was added, as far as one knows without the database's clock. */
function isLater({ delayMs, scheduledFor }: NewTask): boolean {
  return (delayMs !== null && delayMs > 0) || scheduledFor !== null;
}

function isLaterHint(hint: Hint): boolean {
  return hint.startsWith("later:");
}
