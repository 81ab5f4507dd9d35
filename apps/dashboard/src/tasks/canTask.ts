import type { QueueStatus } from "../monitor/taskSummary.ts";

/** May the user put it back into the queue? */
export function canRetry(status: QueueStatus): boolean {
  return status === "FAILED" || status === "MAX_RETRIES_REACHED" || status === "CANCELLED";
}

/** May the user ask it to stop? */
export function canCancel(status: QueueStatus): boolean {
  return status === "PENDING" || status === "PROCESSING" || status === "FAILED";
}
