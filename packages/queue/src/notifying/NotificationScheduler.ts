import type { NewTask } from "../domain/NewTask.ts";
import type { PrismaClientLike, QueueTask } from "../domain/types.ts";
import { CommitWaits } from "./CommitWaits.ts";
import { type DueTimes, roundDueTime } from "./DueTimes.ts";
import type { Notifier } from "./Notifier.ts";
import { formatLater, formatReady, type Notification } from "./notify.ts";

/** Milliseconds between two notifications to other processes. */
const gapMs = 10;
/** Number of transactions that may each send a notification directly after a pause. After that, one per gap may. */
const txBurst = 10;
/** Maximum delay in milliseconds that is sent to other processes. Polling finds tasks with a longer delay. */
const maxSentDelayMs = 600_000;
/** Due times per notification, which PostgreSQL limits to 8,000 bytes. */
const maxSentDueTimes = 32;

/**
 * Decides which notifications about claimable tasks are sent, and when. Runners of this process receive each one at once. Other
 * processes receive at most one per gap, and always the last one before a pause.
 */
export class NotificationScheduler {
  readonly #notifier: Notifier;
  readonly #dueTimes: DueTimes;
  #lastSentAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #next: "ready" | "freed" | undefined;
  /** Due times to send next, each type and time once. */
  readonly #nextDueTimes = new Map<string, { type: string; dueAt: number }>();
  /** When the next transaction may send a notification; in the past after a pause. */
  #txAllowedAt = -Infinity;
  /** If a transaction may not send a notification, this process sends "ready" after these waits. */
  readonly #commits = new CommitWaits(() => this.schedule("ready"));
  /** Transactions that have named a task. PostgreSQL merges equal notifications of one transaction, but sends different ones separately. */
  readonly #named = new WeakSet<PrismaClientLike>();

  constructor(notifier: Notifier, dueTimes: DueTimes) {
    this.#notifier = notifier;
    this.#dueTimes = dueTimes;
  }

  /** Returns the notification for the INSERT of these tasks. Null within the gap after another: {@link notifyAdded} sends it later. */
  notificationFor(tasks: readonly NewTask[]): Notification | null {
    if (!this.#notifier.isEnabled || this.#timer || this.#untilAllowedMs() > 0) return null;
    const notification = describeTasks(tasks);
    if (notification !== null) this.#noteSent();
    return notification;
  }

  /** Returns the notification that the caller's transaction sends on commit. Null after too many: "ready" is then sent later. */
  notificationForTx(tx: PrismaClientLike, tasks: readonly NewTask[]): Notification | null {
    const notification = this.#notifier.isEnabled ? describeTasks(tasks) : null;
    if (notification === null) return null;
    if (isAboutDueTimes(notification)) return this.#takeTxTurn() ? notification : null;
    if (this.#named.has(tx)) return "ready";
    if (!this.#takeTxTurn()) {
      this.#commits.begin();
      return null;
    }
    if (notification !== "ready") this.#named.add(tx);
    return notification;
  }

  /**
   * Notifies of tasks that were added.
   * @param sent - the notification that their INSERT has sent
   */
  notifyAdded(sent: Notification | null, tasks: readonly NewTask[], added: readonly QueueTask[]): void {
    this.notifyDelayed(sent, tasks, added);
    if (tasks.every(isDelayed)) return;
    if (sent === null) this.schedule("ready");
    else this.#notifier.emit(sent);
  }

  /** Notifies of the due times of added tasks. A transaction that added them has probably committed by then. */
  notifyDelayed(sent: Notification | null, tasks: readonly NewTask[], added: readonly QueueTask[]): void {
    if (!tasks.some(isDelayed)) return;
    const isSent = sent !== null && isAboutDueTimes(sent);
    for (const [index, task] of tasks.entries()) {
      const row = added[index];
      // A row with another id had the unique key before, and its due time was sent when it was added.
      if (!isDelayed(task) || row?.id !== task.id || !row.scheduledFor) continue;
      const delayMs = row.scheduledFor.getTime() - row.createdAt.getTime();
      if (isSent) this.#dueTimes.note(task.type, delayMs);
      else this.#noteDueTime(task.type, delayMs);
    }
    this.#scheduleSend();
  }

  /** Passes a notification to the runners of this process, and schedules it for others. */
  schedule(notification: "ready" | "freed"): void {
    this.#notifier.emit(notification);
    if (notification === "freed" || !this.#next) this.#next = notification;
    this.#scheduleSend();
  }

  /** Schedules a notification that a task becomes due in `delayMs` milliseconds, by the database's clock. */
  scheduleDue(type: string, delayMs: number): void {
    this.#noteDueTime(type, delayMs);
    this.#scheduleSend();
  }

  /** Resolves when pending notifications are sent. */
  async close(): Promise<void> {
    this.#dueTimes.close();
    if (this.#commits.isPending) this.#next ??= "ready";
    this.#commits.close();
    clearTimeout(this.#timer);
    if (this.#next || this.#nextDueTimes.size > 0) await this.#send();
  }

  #noteDueTime(type: string, delayMs: number): void {
    this.#dueTimes.note(type, delayMs);
    const isFull = this.#nextDueTimes.size >= maxSentDueTimes;
    if (delayMs > maxSentDelayMs || isFull || !this.#notifier.isEnabled) return;
    const dueAt = roundDueTime(performance.now(), delayMs);
    this.#nextDueTimes.set(`${dueAt}:${type}`, { type, dueAt });
  }

  /** Sends what is pending, now or after the gap. */
  #scheduleSend(): void {
    if (this.#timer || (!this.#next && this.#nextDueTimes.size === 0)) return;
    const waitMs = this.#untilAllowedMs();
    if (waitMs <= 0) void this.#send();
    else this.#timer = setTimeout(() => void this.#send(), waitMs).unref();
  }

  #untilAllowedMs(): number {
    return this.#lastSentAt + gapMs - performance.now();
  }

  /** Every notification also counts toward the limit for transactions. */
  #noteSent(): void {
    this.#lastSentAt = performance.now();
    this.#spendTxTurn(this.#lastSentAt);
  }

  #takeTxTurn(): boolean {
    const now = performance.now();
    if (this.#txAllowedAt > now) return false;
    this.#spendTxTurn(now);
    return true;
  }

  #spendTxTurn(now: number): void {
    this.#txAllowedAt = Math.max(this.#txAllowedAt, now - (txBurst - 1) * gapMs) + gapMs;
  }

  async #send(): Promise<void> {
    const notification = this.#next;
    const now = performance.now();
    const later = [...this.#nextDueTimes.values()].map(({ type, dueAt }) => ({
      type,
      delayMs: Math.max(Math.ceil(dueAt - now), 0),
    }));
    this.#timer = undefined;
    this.#next = undefined;
    this.#nextDueTimes.clear();
    this.#noteSent();
    if (notification) await this.#notifier.send(notification);
    if (later.length > 0) await this.#notifier.send(formatLater(later));
  }
}

/**
 * Returns the notification for tasks that are being added. It names a single task that can start regardless of other tasks, so
 * that an idle runner claims it by its id. Null if the tasks become due at different times, which are known only after the INSERT.
 */
function describeTasks(tasks: readonly NewTask[]): Notification | null {
  const [first] = tasks;
  if (!first || !tasks.every(isDelayed))
    return first && tasks.length === 1 && first.concurrencyKey === null ? formatReady(first) : "ready";
  const { type, delayMs } = first;
  const isSame = tasks.every((task) => task.type === type && task.delayMs === delayMs);
  return isSame && delayMs !== null && delayMs <= maxSentDelayMs ? formatLater([{ type, delayMs }]) : null;
}

/** Whether the task may become due later than it is added. Only the database's clock decides for a `scheduledFor`. */
function isDelayed({ delayMs, scheduledFor }: NewTask): boolean {
  return (delayMs !== null && delayMs > 0) || scheduledFor !== null;
}

function isAboutDueTimes(notification: Notification): boolean {
  return notification.startsWith("later:");
}
