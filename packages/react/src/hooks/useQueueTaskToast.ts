"use client";

import { taskToasts } from "../toasts/taskToasts.ts";
import type { ToastTask } from "../toasts/toastForTask.ts";

export interface QueueTaskToast {
  /**
   * Shows the toast of a task or updates it. A call without news changes nothing, and a toast goes back a step only for
   * a retry. A toast that the user dismissed, or that closed after the task finished, does not return.
   */
  readonly showToast: (task: ToastTask) => void;
  /** Closes a toast permanently, as if the user had dismissed it. */
  readonly dismissToast: (taskId: string) => void;
  /** Closes the toasts of completed and cancelled tasks; failed ones stay. */
  readonly clearCompletedTasks: () => void;
  /** Returns the ids of tasks with an open toast, including those counted in "+N more tasks". */
  readonly getActiveToastIds: () => string[];
}

// One object for all components and renders, so that effects which depend on these functions run once.
const functions: QueueTaskToast = Object.freeze({
  // Callers pass it to forEach, so further arguments are ignored.
  showToast: (task: ToastTask) => taskToasts.show(task),
  dismissToast: (taskId: string) => taskToasts.dismiss(taskId),
  clearCompletedTasks: () => taskToasts.clearCompleted(),
  getActiveToastIds: () => taskToasts.activeIds(),
});

/** Returns functions that show and close toasts of tasks. `QueueToasts`, once near the root of the page, renders them. */
export function useQueueTaskToast(): QueueTaskToast {
  return functions;
}
