import { isDueLater } from "../monitor/soon.ts";

/** The state of a task as the user sees it. */
export type ToastKind = "scheduled" | "pending" | "retrying" | "processing" | "completed" | "failed" | "cancelled";

/**
 * Returns the kind of a task. FAILED is `retrying`, because another attempt follows; without `attempts` and `maxAttempts` it
 * is `failed`. PENDING is `scheduled` if the task is due later than in 60 seconds. An unknown status is `pending`.
 */
export function toastKindOf(
  task: {
    status: string;
    attempts?: number | undefined;
    maxAttempts?: number | undefined;
    dueAt?: string | null | undefined;
  },
  nowMs: number,
): ToastKind {
  if (task.status === "FAILED") {
    return task.attempts !== undefined && task.maxAttempts !== undefined ? "retrying" : "failed";
  }
  const kind = kindByStatus[task.status] ?? "pending";
  return kind === "pending" && isDueLater(task.dueAt, nowMs) ? "scheduled" : kind;
}

const kindByStatus: Readonly<Record<string, ToastKind>> = {
  PENDING: "pending",
  PROCESSING: "processing",
  COMPLETED: "completed",
  MAX_RETRIES_REACHED: "failed",
  CANCELLED: "cancelled",
};

/** Whether a task of this kind is finished. */
export function isFinishedKind(kind: ToastKind): boolean {
  return kind === "completed" || kind === "failed" || kind === "cancelled";
}
