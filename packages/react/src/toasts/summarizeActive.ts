import type { TaskCounts, TaskSummary } from "../monitor/taskSummary.ts";

/** What a user's tasks do at the moment, in a few words. */
export interface ActiveSummary {
  /** For example "3 running, 62 %" or "2 waiting"; empty without an active task. */
  text: string;
  /** Mean progress of the running tasks that report one; null if none does. */
  percent: number | null;
  /** Number of active tasks by the server's count. */
  count: number;
}

export function summarizeActive(counts: TaskCounts, processing: readonly TaskSummary[]): ActiveSummary {
  const reported = processing.flatMap(({ progress }) => (progress === null ? [] : [progress]));
  const percent =
    reported.length === 0 ? null : Math.round(reported.reduce((sum, value) => sum + value, 0) / reported.length);
  const running = counts.processing > 0 ? `${formatCount(counts.processing)} running` : "";
  const parts = running
    ? [running, percent === null ? "" : `${percent} %`]
    : [counts.active > 0 ? `${formatCount(counts.active)} waiting` : ""];
  return { text: parts.filter(Boolean).join(", "), percent, count: counts.active };
}

const countLimit = 1_000;

/** Formats a count of the server, which stops at 1,001. */
export function formatCount(count: number): string {
  return count > countLimit ? "1,000+" : count.toLocaleString("en");
}
