import type { QueueStatus, QueueStatusView, TaskCounts, TaskSummary } from "./taskSummary.ts";

/** The lists of a status answer, in the order in which a reader looks for news. */
export const listNames = [
  "processingTasks",
  "pendingTasks",
  "completedTasks",
  "failedTasks",
  "cancelledTasks",
] as const;

export type ListName = (typeof listNames)[number];
export type QueueLists = Pick<QueueStatusView, ListName>;

/** Where a task of this status stands. */
export const listOfStatus: Readonly<Record<QueueStatus, ListName>> = {
  PENDING: "pendingTasks",
  PROCESSING: "processingTasks",
  COMPLETED: "completedTasks",
  FAILED: "failedTasks",
  MAX_RETRIES_REACHED: "failedTasks",
  CANCELLED: "cancelledTasks",
};

/** Which count a list belongs to. */
export const countOfList: Readonly<Record<ListName, keyof TaskCounts>> = {
  pendingTasks: "pending",
  processingTasks: "processing",
  completedTasks: "completed",
  failedTasks: "failed",
  cancelledTasks: "cancelled",
};

/** All listed tasks, active ones first. */
export function allTasks(lists: QueueLists): TaskSummary[] {
  return listNames.flatMap((name) => lists[name]);
}

/** Is anything going on: running, waiting, or waiting for its next attempt? */
export function hasActiveTasks(lists: QueueLists): boolean {
  return (
    lists.pendingTasks.length > 0 ||
    lists.processingTasks.length > 0 ||
    lists.failedTasks.some((task) => task.status === "FAILED")
  );
}
