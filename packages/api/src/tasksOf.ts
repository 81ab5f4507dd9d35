import type { QueueStatusView, StatusListName, TaskSummary } from "./wire.ts";

/** The lists of a state. */
export const listNames: readonly StatusListName[] = [
  "pendingTasks",
  "scheduledTasks",
  "processingTasks",
  "retryingTasks",
  "completedTasks",
  "failedTasks",
  "cancelledTasks",
  "watchedTasks",
];

/** Returns all tasks of a state, by id. */
export function tasksOf(view: QueueStatusView): Map<string, TaskSummary> {
  return new Map(listNames.flatMap((name) => view[name]).map((task) => [task.id, task]));
}
