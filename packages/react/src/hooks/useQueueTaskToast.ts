"use client";

import { taskToasts } from "../toasts/taskToasts.ts";
import type { ToastTask } from "../toasts/toastForTask.ts";
import { warnOnce } from "../toasts/warnOnce.ts";

export interface QueueTaskToast {
  /**
   * Shows the toast of a task or updates it. A call without news changes nothing, and a toast goes back a step only for
   * a retry. A toast that the user dismissed, or that closed after the task finished, does not return. Something else than
   * a task is ignored with a warning.
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
  showToast: (task: ToastTask) => {
    if (isTask(task)) taskToasts.show(task);
    else warnOnce("showToast needs a task with an id and a status, both strings. The call was ignored.");
  },
  dismissToast: (taskId: string) => {
    if (isId(taskId)) taskToasts.dismiss(taskId);
    else warnOnce("dismissToast needs the id of a task, a string. The call was ignored.");
  },
  clearCompletedTasks: () => taskToasts.clearCompleted(),
  getActiveToastIds: () => taskToasts.activeIds(),
});

/** Returns functions that show and close toasts of tasks. `QueueToasts`, once near the root of the page, renders them. */
export function useQueueTaskToast(): QueueTaskToast {
  return functions;
}

function isTask(value: unknown): value is ToastTask {
  return (
    typeof value === "object" &&
    value !== null &&
    "id" in value &&
    isId(value.id) &&
    "status" in value &&
    typeof value.status === "string"
  );
}

function isId(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
