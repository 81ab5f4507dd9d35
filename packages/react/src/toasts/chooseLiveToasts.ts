import type { TaskToast } from "./toastForTask.ts";
import type { ToastKind } from "./toastKindOf.ts";

export const defaultMaxToasts = 5;

/** Which toasts are shown, and which tasks are only counted in "+N more tasks". */
export interface ToastChoice {
  /** The most important one first. */
  live: TaskToast[];
  rest: TaskToast[];
}

/**
 * Chooses the toasts to show: failed first, then running, waiting and finished; earlier ones first among equals. Failed ones
 * stay until the user dismisses them, so they take at most half of the places that unfinished ones need.
 */
export function chooseLiveToasts(toasts: readonly TaskToast[], limit: number = defaultMaxToasts): ToastChoice {
  const ranked = [...toasts].sort((a, b) => rank[a.kind] - rank[b.kind]);
  const failed = ranked.filter(({ kind }) => kind === "failed");
  const others = ranked.filter(({ kind }) => kind !== "failed");
  const unfinished = others.filter(({ kind }) => kind !== "completed" && kind !== "cancelled").length;
  const placesOfFailed = Math.max(Math.ceil(limit / 2), limit - unfinished);
  const live = [...failed.slice(0, placesOfFailed), ...others].slice(0, limit);
  const chosen = new Set(live);
  return { live, rest: ranked.filter((toast) => !chosen.has(toast)) };
}

const rank: Readonly<Record<ToastKind, number>> = {
  failed: 0,
  processing: 1,
  retrying: 2,
  pending: 3,
  scheduled: 4,
  completed: 5,
  cancelled: 6,
};
