import type { TaskKind } from "../tasks/taskKindOf.ts";

export type StepState = "completed" | "waiting" | "processing" | "failed" | "stopped" | "upcoming";

/** One of the four steps that a toast and a task's page show. */
export interface TaskStep {
  label: string;
  state: StepState;
}

export const stepLabels = ["Added to queue", "Waiting to start...", "Processing", "Completed"] as const;

/** The four steps of a task of this kind; what comes before the current step is completed, also when it was never seen. */
export function toastSteps(kind: TaskKind): TaskStep[] {
  const states = statesOf[kind];
  return stepLabels.map((label, index) => ({ label, state: states[index] ?? "upcoming" }));
}

/** Place of the step that is going on, or that the task ended in. */
export function currentStep(kind: TaskKind): number {
  return { pending: 1, retrying: 1, processing: 2, failed: 2, cancelled: 2, completed: 3 }[kind];
}

const statesOf: Readonly<Record<TaskKind, readonly StepState[]>> = {
  pending: ["completed", "waiting", "upcoming", "upcoming"],
  retrying: ["completed", "waiting", "upcoming", "upcoming"],
  processing: ["completed", "completed", "processing", "upcoming"],
  completed: ["completed", "completed", "completed", "completed"],
  failed: ["completed", "completed", "failed", "upcoming"],
  cancelled: ["completed", "completed", "stopped", "upcoming"],
};
