import type { QueueStatus, QueueStatusView, TaskCounts, TaskSummary } from "./taskSummary.ts";

/** The lists of a status response, active ones first. */
export const listNames = [
  "processingTasks",
  "pendingTasks",
  "completedTasks",
  "failedTasks",
  "cancelledTasks",
] as const;

export type ListName = (typeof listNames)[number];
export type QueueLists = Pick<QueueStatusView, ListName>;

/** The list that contains tasks of a status. */
export const listOfStatus: Readonly<Record<QueueStatus, ListName>> = {
  PENDING: "pendingTasks",
  PROCESSING: "processingTasks",
  COMPLETED: "completedTasks",
  FAILED: "failedTasks",
  MAX_RETRIES_REACHED: "failedTasks",
  CANCELLED: "cancelledTasks",
};

/** The count that belongs to a list. */
export const countOfList: Readonly<Record<ListName, keyof TaskCounts>> = {
  pendingTasks: "pending",
  processingTasks: "processing",
  completedTasks: "completed",
  failedTasks: "failed",
  cancelledTasks: "cancelled",
};

/** Returns all listed tasks, active ones first. */
export function allTasks(lists: QueueLists): TaskSummary[] {
  return listNames.flatMap((name) => lists[name]);
}

/** Whether a task is running, waiting, or waiting for its next attempt. */
export function hasActiveTasks(lists: QueueLists): boolean {
  return (
    lists.pendingTasks.length > 0 ||
    lists.processingTasks.length > 0 ||
    lists.failedTasks.some((task) => task.status === "FAILED")
  );
}
