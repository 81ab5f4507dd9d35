import { diffStatus } from "../diffStatus.ts";
import type { QueueStatusChange, QueueStatusView } from "../wire.ts";
import { FollowedTasks } from "./FollowedTasks.ts";

/**
 * The changes of a user's tasks, for one client. Between two reads it keeps only the latest state: a slow client skips states, and needs
 * no more memory than a fast one.
 */
export class StatusStream implements AsyncIterableIterator<QueueStatusChange> {
  /** Tasks that the client has asked for. */
  readonly askedIds: readonly string[];
  readonly #followed = new FollowedTasks();
  readonly #onEnd: () => void;
  #latest: QueueStatusView | null = null;
  #sent: QueueStatusView | null = null;
  #ended: { error: Error | undefined } | undefined;
  #wake: (() => void) | undefined;

  constructor(askedIds: readonly string[], onEnd: () => void) {
    this.askedIds = askedIds;
    this.#onEnd = onEnd;
  }

  /** Tasks that the client knows as unfinished. */
  get followedIds(): ReadonlySet<string> {
    return this.#followed.ids;
  }

  /** Replaces the state that is sent next. */
  publish(view: QueueStatusView): void {
    this.#latest = view;
    this.#wake?.();
  }

  /** Ends the stream. @param error - what the client receives; undefined if it has left */
  end(error?: Error): void {
    if (this.#ended) return;
    this.#ended = { error };
    this.#latest = null;
    this.#onEnd();
    this.#wake?.();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<QueueStatusChange, undefined>> {
    for (;;) {
      if (this.#ended?.error) throw this.#ended.error;
      if (this.#ended) return { done: true, value: undefined };
      const change = this.#takeChange();
      if (change) return { done: false, value: change };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async return(): Promise<IteratorResult<QueueStatusChange, undefined>> {
    this.end();
    return { done: true, value: undefined };
  }

  #takeChange(): QueueStatusChange | null {
    const latest = this.#latest;
    if (latest === null) return null;
    this.#latest = null;
    const change = diffStatus(this.#sent, latest);
    this.#sent = latest;
    this.#followed.note(latest);
    return change;
  }
}
