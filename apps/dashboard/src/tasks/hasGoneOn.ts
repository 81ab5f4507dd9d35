import type { QueueMonitorSnapshot, TaskSummary } from "@package/react";
import { taskStateOf } from "./taskStateOf.ts";

type UnfinishedTasks = Pick<
  QueueMonitorSnapshot,
  "counts" | "processingTasks" | "retryingTasks" | "pendingTasks" | "scheduledTasks"
>;

/**
 * Whether an unfinished task that none of these lists has must have changed: the list of its state is complete. A long list is cut
 * by the server, and says nothing about the tasks that it lacks.
 */
export function hasGoneOn(task: TaskSummary, status: UnfinishedTasks, nowMs: number): boolean {
  const { counts, processingTasks, retryingTasks, pendingTasks, scheduledTasks } = status;
  switch (taskStateOf(task, nowMs)) {
    case "processing":
      return counts.processing <= processingTasks.length;
    case "retrying":
      return counts.retrying <= retryingTasks.length;
    case "pending":
    case "scheduled":
      // A scheduled task becomes a pending one as time passes.
      return counts.pending <= pendingTasks.length && counts.scheduled <= scheduledTasks.length;
    default:
      return false;
  }
}
