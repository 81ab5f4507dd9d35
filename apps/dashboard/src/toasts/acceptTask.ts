import { type ToastTask, toastForTask } from "./toastForTask.ts";
import { currentStep } from "./toastSteps.ts";

/**
 * What is known of a task after hearing of it again: the news laid over the old, or `known` itself when the news is
 * older. A task goes back a step only with a later `rev`, in a later attempt, or between two attempts.
 */
export function acceptTask(known: ToastTask | undefined, news: ToastTask): ToastTask {
  if (!known) return news;
  if (isOlder(known, news)) return known;
  return { ...known, ...Object.fromEntries(Object.entries(news).filter(([, value]) => value !== undefined)) };
}

function isOlder(known: ToastTask, news: ToastTask): boolean {
  if (known.rev !== undefined && news.rev !== undefined && known.rev !== news.rev) return news.rev < known.rev;
  if (stepOf(news) >= stepOf(known)) return false;
  return !(known.status === "FAILED" || (news.attempts ?? 0) > (known.attempts ?? 0));
}

function stepOf(task: ToastTask): number {
  const { kind } = toastForTask(task);
  // Failed and cancelled are as far as a task gets, like completed.
  return kind === "failed" || kind === "cancelled" ? currentStep("completed") : currentStep(kind);
}
