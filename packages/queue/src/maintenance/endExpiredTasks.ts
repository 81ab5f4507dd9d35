import type { QueueCore } from "../core.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { TaskExpiredError } from "../domain/errors/errors.ts";
import { type ExpiredTask, expireTask, expireTasks, expiryBatch } from "./expireTasks.ts";

type ExpiryCore = Pick<QueueCore, "database" | "events" | "changes">;

/**
 * Ends the tasks that have not begun within their `startWithinMs`, in batches, and tells listeners.
 * @param isStopping - whether to end early; another runner or the next call does the rest
 */
export async function endExpiredTasks(core: ExpiryCore, isStopping: () => boolean): Promise<void> {
  for (;;) {
    const expired = await retryTransient(() => expireTasks(core.database));
    for (const task of expired) announce(core, task);
    if (expired.length < expiryBatch || isStopping()) return;
  }
}

/** Ends a task if it has not begun within its `startWithinMs`. Returns whether it ended it. */
export async function endExpiredTask(core: ExpiryCore, id: string): Promise<boolean> {
  const expired = await retryTransient(() => expireTask(core.database, id));
  if (expired) announce(core, expired);
  return expired !== undefined;
}

function announce({ events, changes }: ExpiryCore, expired: ExpiredTask): void {
  changes.note(expired);
  if (!events.hasListeners("exhausted")) return;
  const { id, type, attempts, meta, startWithinMs, waitMs } = expired;
  const error = new TaskExpiredError(id, startWithinMs);
  events.emit("exhausted", {
    id,
    type,
    status: "MAX_RETRIES_REACHED",
    attempt: attempts,
    meta,
    waitMs,
    runMs: 0,
    error,
  });
}
