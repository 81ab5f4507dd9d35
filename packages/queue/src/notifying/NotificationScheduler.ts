import type { NewTask } from "../domain/NewTask.ts";
import type { PrismaClientLike, QueueTask } from "../domain/types.ts";
import { type DueTimes, roundDueTime } from "./DueTimes.ts";
import type { Notifier } from "./Notifier.ts";
import { type LaterTask, type Notification, sayLater, sayReady } from "./notify.ts";

/** Milliseconds between two notifications to other processes. */
const gapMs = 10;
/** Notifications that transactions may send at once after a pause; after that, one in each gap. */
const txBurst = 10;
/**
 * A transaction whose notification was spared commits at a time that nobody here sees: its tasks are announced so many milliseconds
 * after they were added, and again, each time counted from the time before.
 */
const commitWaitsMs = [20, 100, 500];
/** Other processes are told of tasks that come due within so many milliseconds; polling finds those that are further away. */
const maxToldMs = 600_000;
/** Due times in one notification, which PostgreSQL limits to 8,000 bytes. */
const maxTold = 32;

/**
 * Decides what is said of tasks that can be claimed, and when: the runners of this process hear it at once, those of
 * others at most once per gap, the last time included.
 */
export class NotificationScheduler {
  readonly #notifier: Notifier;
  readonly #dueTimes: DueTimes;
  #lastAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #next: "ready" | "freed" | undefined;
  /** Due times that other processes are told of next, each type and time once. */
  readonly #later = new Map<string, { type: string; dueAt: number }>();
  /** When the next transaction may send a notification; it lies in the past after a pause. */
  #txAllowedAt = -Infinity;
  #owedTimer: NodeJS.Timeout | undefined;
  #owedStep = 0;
  /** Transactions that have named a task already: equal notifications of one transaction are sent once, different ones each. */
  readonly #named = new WeakSet<PrismaClientLike>();

  constructor(notifier: Notifier, dueTimes: DueTimes) {
    this.#notifier = notifier;
    this.#dueTimes = dueTimes;
  }

  /** The notification that an INSERT takes along; null when it follows on the heels of another one, to be announced afterwards. */
  carry(tasks: readonly NewTask[]): Notification | null {
    if (!this.#notifier.isEnabled || this.#timer || this.#waitMs() > 0) return null;
    const notification = notificationOf(tasks);
    if (notification !== null) this.#noteSent();
    return notification;
  }

  /** The notification that goes out when a transaction of the caller's commits; null when there were many, to be announced afterwards. */
  carryIn(tx: PrismaClientLike, tasks: readonly NewTask[]): Notification | null {
    const notification = this.#notifier.isEnabled ? notificationOf(tasks) : null;
    if (notification === null || announcesLater(notification))
      return notification !== null && this.#mayTxSend() ? notification : null;
    if (this.#named.has(tx)) return "ready";
    if (!this.#mayTxSend()) {
      this.#owe();
      return null;
    }
    if (notification !== "ready") this.#named.add(tx);
    return notification;
  }

  /** Tells of tasks that were added with the notification that {@link carry} gave. */
  tellOfAdded(carried: Notification | null, tasks: readonly NewTask[], added: readonly QueueTask[]): void {
    this.tellOfDelayed(carried, tasks, added);
    if (tasks.every(isLater)) return;
    if (carried === null) this.announce("ready");
    else this.#notifier.tell(carried);
  }

  /** Tells when those of the added tasks come due that must wait; in a transaction too, which is probably committed by then. */
  tellOfDelayed(carried: Notification | null, tasks: readonly NewTask[], added: readonly QueueTask[]): void {
    if (!tasks.some(isLater)) return;
    const isTold = carried !== null && announcesLater(carried);
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

  announce(notification: "ready" | "freed"): void {
    this.#notifier.tell(notification);
    if (notification === "freed" || !this.#next) this.#next = notification;
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
    if (delayMs > maxToldMs || this.#later.size >= maxTold || !this.#notifier.isEnabled) return;
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

  /** A notification leaves this process. */
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

  /** A transaction adds tasks without a notification. */
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
    const notification = this.#next;
    const now = performance.now();
    const later = [...this.#later.values()].map(({ type, dueAt }) => ({
      type,
      delayMs: Math.max(Math.ceil(dueAt - now), 0),
    }));
    this.#timer = undefined;
    this.#next = undefined;
    this.#later.clear();
    this.#noteSent();
    if (notification) await this.#notifier.send(notification);
    if (later.length > 0) await this.#notifier.send(sayLater(later));
  }
}

/** What to say of tasks while they are added; null when they come due later, at times that are known when they are there. */
function notificationOf(tasks: readonly NewTask[]): Notification | null {
  const [first] = tasks;
  if (!first || !tasks.every(isLater)) return sayDue(tasks);
  const isOne = tasks.every(({ type, delayMs }) => type === first.type && delayMs === first.delayMs);
  return isOne && first.delayMs !== null && first.delayMs <= maxToldMs
    ? sayLater([{ type: first.type, delayMs: first.delayMs } satisfies LaterTask])
    : null;
}

/** A single task that can start whatever else runs is named: an idle runner need not look for it. */
function sayDue(tasks: readonly NewTask[]): Notification {
  const [only] = tasks;
  return only && tasks.length === 1 && only.concurrencyKey === null ? sayReady(only) : "ready";
}

/** Whether the task comes due after it was added, as far as one knows without the database's clock. */
function isLater({ delayMs, scheduledFor }: NewTask): boolean {
  return (delayMs !== null && delayMs > 0) || scheduledFor !== null;
}

function announcesLater(notification: Notification): boolean {
  return notification.startsWith("later:");
}
