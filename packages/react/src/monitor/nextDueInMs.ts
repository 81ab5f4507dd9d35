import type { QueueStatusView } from "./taskSummary.ts";

/** A task that is due within this is active. */
const activeMs = 60_000;

/** Returns the milliseconds until the first scheduled task or next attempt becomes active; undefined if none will. */
export function nextDueInMs(status: QueueStatusView | null, nowMs: number): number | undefined {
  const dues = [...(status?.scheduledTasks ?? []), ...(status?.retryingTasks ?? [])]
    .map(({ dueAt }) => Date.parse(dueAt ?? "") - activeMs - nowMs)
    .filter((ms) => ms > 0);
  return dues.length > 0 ? Math.min(...dues) : undefined;
}
