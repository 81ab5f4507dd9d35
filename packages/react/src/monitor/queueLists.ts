import type { QueueStatus, QueueStatusLists, StatusListName, TaskCounts, TaskSummary } from "./taskSummary.ts";

/** The lists of a status response, active ones first. */
export const listNames = [
  "processingTasks",
  "pendingTasks",
  "retryingTasks",
  "scheduledTasks",
  "completedTasks",
  "failedTasks",
  "cancelledTasks",
  "watchedTasks",
] as const satisfies readonly StatusListName[];

export type ListName = StatusListName;
export type QueueLists = QueueStatusLists;

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
export const countOfList: Readonly<Partial<Record<ListName, keyof TaskCounts>>> = {
  pendingTasks: "pending",
  processingTasks: "processing",
  completedTasks: "completed",
  failedTasks: "failed",
  cancelledTasks: "cancelled",
};

/** Returns all listed tasks, each once, active ones first. */
export function allTasks(lists: Partial<QueueLists>): TaskSummary[] {
  return [...new Map(listNames.flatMap((name) => lists[name] ?? []).map((task) => [task.id, task])).values()];
}

/** Whether a task is running, waiting, or waiting for its next attempt. */
export function hasActiveTasks({ counts }: { counts: TaskCounts }): boolean {
  return counts.active > 0;
}
