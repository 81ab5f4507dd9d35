import type { QueueStatus } from "@package/react";

/** Whether the user can retry a task of this status. */
export function canRetry(status: QueueStatus): boolean {
  return status === "FAILED" || status === "MAX_RETRIES_REACHED" || status === "CANCELLED";
}

/** Whether the user can cancel a task of this status. */
export function canCancel(status: QueueStatus): boolean {
  return status === "PENDING" || status === "PROCESSING" || status === "FAILED";
}

/** Returns the label of a retry: a task that waits for its next attempt starts now, and a finished one runs again. */
export function nameRetry(status: QueueStatus): string {
  return status === "FAILED" ? "Retry now" : "Run again";
}
