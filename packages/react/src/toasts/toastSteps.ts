import type { ToastKind } from "./toastKindOf.ts";

export type StepState = "completed" | "waiting" | "scheduled" | "processing" | "failed" | "stopped" | "upcoming";

/** One of the four steps of a task. */
export interface TaskStep {
  label: string;
  state: StepState;
}

export const stepLabels = ["Added to queue", "Waiting to start...", "Processing", "Completed"] as const;

/** Returns the four steps of a task; steps before the current one are completed, even if they were never shown. */
export function toastSteps(kind: ToastKind): TaskStep[] {
  const states = statesOf[kind];
  return stepLabels.map((label, index) => ({ label, state: states[index] ?? "upcoming" }));
}

/** Returns the index of the current step, or of the step in which the task finished. */
export function currentStep(kind: ToastKind): number {
  return { scheduled: 1, pending: 1, retrying: 1, processing: 2, failed: 2, cancelled: 2, completed: 3 }[kind];
}

const statesOf: Readonly<Record<ToastKind, readonly StepState[]>> = {
  scheduled: ["completed", "scheduled", "upcoming", "upcoming"],
  pending: ["completed", "waiting", "upcoming", "upcoming"],
  retrying: ["completed", "waiting", "upcoming", "upcoming"],
  processing: ["completed", "completed", "processing", "upcoming"],
  completed: ["completed", "completed", "completed", "completed"],
  failed: ["completed", "completed", "failed", "upcoming"],
  cancelled: ["completed", "completed", "stopped", "upcoming"],
};
