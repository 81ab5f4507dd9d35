import type { TaskKind } from "../tasks/taskKindOf.ts";
import type { ToastSpec } from "./toastForTask.ts";

export const maxLiveToasts = 5;

/** Which toasts are shown, and which tasks are only counted in "+N more tasks". */
export interface ToastChoice {
  live: ToastSpec[];
  rest: ToastSpec[];
}

/** Chooses the toasts to show: failed first, then running, waiting and finished; earlier ones first among equals. */
export function chooseLiveToasts(specs: readonly ToastSpec[], limit: number = maxLiveToasts): ToastChoice {
  const ranked = specs.toSorted((a, b) => rank[a.kind] - rank[b.kind]);
  return { live: ranked.slice(0, limit), rest: ranked.slice(limit) };
}

const rank: Readonly<Record<TaskKind, number>> = {
  failed: 0,
  processing: 1,
  retrying: 1,
  pending: 2,
  completed: 3,
  cancelled: 3,
};
