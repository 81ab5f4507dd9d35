import type { QueueStatus, QueueStatusLists, StatusListName, TaskSummary } from "./taskSummary.ts";

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

/** Whether a list may contain a task of this status. */
export function canList(name: ListName, status: QueueStatus): boolean {
  if (name === "watchedTasks") return true;
  if (name === "scheduledTasks") return status === "PENDING";
  if (name === "retryingTasks") return status === "FAILED";
  return listOfStatus[status] === name;
}

/** Returns all listed tasks, each once, active ones first. */
export function allTasks(lists: Partial<QueueLists>): TaskSummary[] {
  return [...tasksById(lists).values()];
}

/** Does the same, by id. */
export function tasksById(lists: Partial<QueueLists>): Map<string, TaskSummary> {
  return new Map(listNames.flatMap((name) => lists[name] ?? []).map((task) => [task.id, task]));
}

/** Returns eight lists, each made from its name. */
export function makeLists(tasksOf: (name: ListName) => TaskSummary[]): QueueLists {
  return Object.fromEntries(listNames.map((name) => [name, tasksOf(name)])) as Record<ListName, TaskSummary[]>;
}

/** Whether both arrays have the same elements in the same order. */
export function isSameArray<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((element, index) => element === b[index]);
}
