import { soonMs } from "./soon.ts";
import type { QueueStatusView } from "./taskSummary.ts";

/** Returns the milliseconds until the first scheduled task or next attempt becomes active; undefined if none will. */
export function nextDueInMs(status: QueueStatusView | null, nowMs: number): number | undefined {
  const dues = [...(status?.scheduledTasks ?? []), ...(status?.retryingTasks ?? [])]
    .map(({ dueAt }) => Date.parse(dueAt ?? "") - soonMs - nowMs)
    .filter((ms) => ms > 0);
  return dues.length > 0 ? Math.min(...dues) : undefined;
}
