import type { QueueStatus } from "./types.ts";

/** Returns whether a task with this status is finished: only a manual retry can start it again, and never a COMPLETED one. */
export function isTerminal(status: QueueStatus): boolean {
  return status === "COMPLETED" || status === "MAX_RETRIES_REACHED" || status === "CANCELLED";
}

/** Returns whether a task with this status can be retried manually. */
export function canRetry(status: QueueStatus): boolean {
  return status === "FAILED" || status === "MAX_RETRIES_REACHED" || status === "CANCELLED";
}
