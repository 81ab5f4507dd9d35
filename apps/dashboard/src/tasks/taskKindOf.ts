import type { QueueStatus } from "@package/react";

/** The state of a task as the user sees it. */
export type TaskKind = "pending" | "retrying" | "processing" | "completed" | "failed" | "cancelled";

/**
 * Returns the kind of a task. FAILED is `retrying`, because another attempt follows. Without `attempts` and `maxAttempts` it is
 * `failed`. An unknown status is `pending`.
 */
export function taskKindOf(task: {
  status: string;
  attempts?: number | undefined;
  maxAttempts?: number | undefined;
}): TaskKind {
  if (task.status !== "FAILED") return kindByStatus[task.status] ?? "pending";
  return task.attempts !== undefined && task.maxAttempts !== undefined ? "retrying" : "failed";
}

const kindByStatus: Readonly<Record<string, TaskKind>> = {
  PENDING: "pending",
  PROCESSING: "processing",
  COMPLETED: "completed",
  MAX_RETRIES_REACHED: "failed",
  CANCELLED: "cancelled",
};

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
