import type { ToastTask } from "./toastForTask.ts";
import { isFinishedKind, toastKindOf } from "./toastKindOf.ts";
import { currentStep } from "./toastSteps.ts";

/**
 * Merges an update into the known state of a task; returns `known` if the update is older. A task goes back a step only
 * with a later `rev`, in a later attempt, or between two attempts.
 */
export function acceptTask(known: ToastTask | undefined, update: ToastTask): ToastTask {
  if (!known) return update;
  if (isOlder(known, update)) return known;
  return { ...known, ...Object.fromEntries(Object.entries(update).filter(([, value]) => value !== undefined)) };
}

function isOlder(known: ToastTask, update: ToastTask): boolean {
  if (known.rev !== undefined && update.rev !== undefined && known.rev !== update.rev) return update.rev < known.rev;
  if (stepOf(update) >= stepOf(known)) return false;
  return !(known.status === "FAILED" || (update.attempts ?? 0) > (known.attempts ?? 0));
}

function stepOf(task: ToastTask): number {
  // Pending and scheduled are the same step, so the time does not matter.
  const kind = toastKindOf(task, 0);
  // Failed and cancelled are final, like completed.
  return isFinishedKind(kind) ? currentStep("completed") : currentStep(kind);
}
