/** How a task stands, in the terms of a person: six looks for six situations. */
export type TaskKind = "pending" | "retrying" | "processing" | "completed" | "failed" | "cancelled";

/** A failed attempt is not the end while others follow. An unknown status counts as pending. */
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
