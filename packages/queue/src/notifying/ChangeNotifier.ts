import type { Database } from "../database/database.ts";
import { CommitWaits, longestCommitWaitMs } from "./CommitWaits.ts";
import { formatChanges, notifyOfChanges } from "./changes.ts";

/** Milliseconds between two notifications of a process. */
const gapMs = 50;

/** The part of a task that counts here. */
interface Owned {
  readonly ownerId: string | null;
}

/**
 * Tells other processes whose tasks this process has changed. The first change after a pause is told at once, and further ones within
 * 50 ms in one notification. Each notification has a statement of its own after the commit of the change. A task without an owner
 * sends nothing. A failure is ignored: polls find the changes.
 */
export class ChangeNotifier {
  readonly #database: Database;
  readonly #isEnabled: boolean;
  /** Owners to tell of next. */
  #owners = new Set<string>();
  #isScheduled = false;
  #timer: NodeJS.Timeout | undefined;
  #lastSentAt = -Infinity;
  #sending: Promise<void> = Promise.resolve();
  /** Owners of tasks that the caller's transactions have changed, with the time when they are told for the last time. */
  readonly #uncommitted = new Map<string, number>();
  readonly #commits = new CommitWaits(() => this.#noteUncommitted());

  constructor(database: Database, isEnabled: boolean) {
    this.#database = database;
    this.#isEnabled = isEnabled;
  }

  /** Notes that a task has changed, and that the change is committed. */
  note({ ownerId }: Owned): void {
    if (ownerId === null || !this.#isEnabled) return;
    this.#owners.add(ownerId);
    if (!this.#isScheduled) this.#schedule();
  }

  noteAll(tasks: readonly Owned[]): void {
    for (const task of tasks) if (task.ownerId !== null) this.note(task);
  }

  /** Notes that a transaction of the caller has changed tasks. This process does not see when it commits. */
  noteInTransaction(tasks: readonly Owned[]): void {
    if (!this.#isEnabled) return;
    const until = performance.now() + longestCommitWaitMs;
    let hasOwner = false;
    for (const { ownerId } of tasks) {
      if (ownerId === null) continue;
      this.#uncommitted.set(ownerId, until);
      hasOwner = true;
    }
    if (hasOwner) this.#commits.begin();
  }

  /** Resolves when pending notifications are sent. */
  async close(): Promise<void> {
    if (this.#commits.isPending) this.#noteUncommitted();
    this.#commits.close();
    clearTimeout(this.#timer);
    await this.#sending;
    if (this.#owners.size > 0) await this.#send();
  }

  #noteUncommitted(): void {
    const now = performance.now();
    for (const [ownerId, until] of this.#uncommitted) {
      this.note({ ownerId });
      if (now >= until) this.#uncommitted.delete(ownerId);
    }
  }

  #schedule(): void {
    this.#isScheduled = true;
    const waitMs = this.#lastSentAt + gapMs - performance.now();
    const send = () => {
      this.#sending = this.#send().then(() => {
        this.#isScheduled = false;
        if (this.#owners.size > 0) this.#schedule();
      });
    };
    // After the callbacks of this turn, so that all tasks of a batch share the notification.
    if (waitMs <= 0) setImmediate(send);
    else this.#timer = setTimeout(send, waitMs).unref();
  }

  async #send(): Promise<void> {
    const owners = this.#owners;
    if (owners.size === 0) return;
    this.#owners = new Set();
    this.#lastSentAt = performance.now();
    await notifyOfChanges(this.#database, formatChanges(owners)).catch(() => {});
  }
}
