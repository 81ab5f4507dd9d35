"use client";

import { taskToasts } from "../toasts/taskToasts.ts";
import type { ToastTask } from "../toasts/toastForTask.ts";

export interface QueueTaskToast {
  /**
   * Shows the toast of a task, or brings it up to date: the same again changes nothing, and a task does not go back a
   * step unless it is tried again. A toast that the user has put away, or that told of the completion, does not return.
   */
  readonly showToast: (task: ToastTask) => void;
  /** Puts a toast away for good, as if the user had closed it. */
  readonly dismissToast: (taskId: string) => void;
  /** Closes the toasts of finished tasks; failed ones stay. */
  readonly clearCompletedTasks: () => void;
  /** Ids of the tasks with an open toast, also those that only count in "+N more tasks". */
  readonly getActiveToastIds: () => string[];
}

// One object for all components and all renders: an effect that depends on these functions runs once.
const functions: QueueTaskToast = Object.freeze({
  // Also handed to forEach, so the index that comes second means nothing.
  showToast: (task: ToastTask) => taskToasts.show(task),
  dismissToast: (taskId: string) => taskToasts.dismiss(taskId),
  clearCompletedTasks: () => taskToasts.clearCompleted(),
  getActiveToastIds: () => taskToasts.activeIds(),
});

/** Toasts that show how far tasks are. They are drawn by `QueueToasts`, which stands once near the root of the page. */
export function useQueueTaskToast(): QueueTaskToast {
  return functions;
}
