import type { TaskKind } from "../tasks/taskKindOf.ts";
import type { ToastSpec } from "./toastForTask.ts";

export const maxLiveToasts = 5;

/** Which toasts are on the screen, and which tasks only count in "+N more". */
export interface ToastChoice {
  live: ToastSpec[];
  rest: ToastSpec[];
}

/** Failed ones first, then running, waiting and finished ones; among equals those that came first stay. */
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
