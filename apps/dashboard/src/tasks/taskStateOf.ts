import { isDueLater, type TaskSummary, type ToastKind, toastKindOf } from "@package/react";

/** The state of a task as its owner sees it, with the same words as its toast. */
export type TaskState = ToastKind;
export const taskStateOf: (task: TaskSummary, nowMs: number) => TaskState = toastKindOf;

/** Returns when a waiting task is due, in ms since 1970; 0 if it is due already. */
export function dueMsOf(task: Pick<TaskSummary, "dueAt">): number {
  return Date.parse(task.dueAt ?? "1970-01-01T00:00:00Z");
}

/** Whether the task is active: it runs, or it is due within 60 seconds, for the first time or again. */
export function isActive(task: TaskSummary, nowMs: number): boolean {
  const state = taskStateOf(task, nowMs);
  return state === "processing" || state === "pending" || (state === "retrying" && !isDueLater(task.dueAt, nowMs));
}
