import type { QueueStatusView, TaskSummary } from "./wire.ts";

/** Returns all tasks of a state, by id. */
export function tasksOf(view: QueueStatusView): Map<string, TaskSummary> {
  const lists = [
    ...[view.pendingTasks, view.scheduledTasks, view.processingTasks, view.retryingTasks],
    ...[view.completedTasks, view.failedTasks, view.cancelledTasks, view.watchedTasks],
  ];
  return new Map(lists.flat().map((task) => [task.id, task]));
}
