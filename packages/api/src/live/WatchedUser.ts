import { ownerKey } from "@package/queue/monitor";
import { tasksOf } from "../tasksOf.ts";
import type { QueueStatusView } from "../wire.ts";
import { maxFollowedTasks, unfinishedIdsOf } from "./FollowedTasks.ts";
import { msUntilMoreIsSoon } from "./msUntilMoreIsSoon.ts";
import type { StatusStream } from "./StatusStream.ts";

/** A user with open streams. */
export class WatchedUser {
  readonly ownerId: string;
  /** Names the user in notifications. */
  readonly key: string;
  readonly streams = new Set<StatusStream>();
  #dueAtMs = Number.POSITIVE_INFINITY;
  #latest: QueueStatusView | null = null;
  #readAtMs = 0;

  constructor(ownerId: string) {
    this.ownerId = ownerId;
    this.key = ownerKey(ownerId);
  }

  /** When the state changes by time alone, by `performance.now()`; Infinity if it does not. */
  get dueAtMs(): number {
    return this.#dueAtMs;
  }

  /** Whether that time has come; once for each time. */
  takeDue(): boolean {
    if (this.#dueAtMs > performance.now()) return false;
    this.#dueAtMs = Number.POSITIVE_INFINITY;
    return true;
  }

  /** Whether a change is expected within a minute. */
  get isActive(): boolean {
    return this.#latest === null || this.#latest.counts.active > 0;
  }

  /**
   * Returns the ids of the tasks to read even if no list has them: those that a stream has asked for, those that a client knows as
   * unfinished, and those that a client may learn of while the state is read.
   */
  idsToRead(): string[] {
    const ids = new Set<string>();
    const streams = [...this.streams];
    for (const id of streams.flatMap(({ askedIds }) => askedIds)) ids.add(id);
    for (const id of this.#latest === null ? [] : unfinishedIdsOf(this.#latest)) ids.add(id);
    for (const id of streams.flatMap(({ followedIds }) => [...followedIds])) ids.add(id);
    return [...ids].slice(0, maxFollowedTasks);
  }

  /** Returns the last state if its read began at most `maxAgeMs` ago and it tells about all these tasks, else null. */
  recall(ids: readonly string[], maxAgeMs: number): QueueStatusView | null {
    const view = this.#latest;
    if (view === null || performance.now() - this.#readAtMs > maxAgeMs) return null;
    const tasks = tasksOf(view);
    if (!ids.every((id) => tasks.has(id) || view.missingIds.includes(id))) return null;
    return { ...view, missingIds: view.missingIds.filter((id) => ids.includes(id)) };
  }

  /**
   * Passes a state on.
   * @param streams - those that were open when the read began: others may have asked for more tasks
   * @param readAtMs - when the read began, by `performance.now()`
   */
  publish(view: QueueStatusView, streams: readonly StatusStream[], readAtMs: number): void {
    this.#latest = view;
    this.#readAtMs = readAtMs;
    this.#dueAtMs = performance.now() + msUntilMoreIsSoon(view);
    for (const stream of streams) stream.publish(view);
  }
}
