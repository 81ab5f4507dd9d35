import type { QueueMonitorSnapshot, QueueStatus, TaskSummary } from "@package/react";
import { describeTask } from "./describeTask.ts";
import { taskKindOf } from "./taskKindOf.ts";

export const taskTabs = ["active", "completed", "failed", "cancelled", "all"] as const;
export type TaskTab = (typeof taskTabs)[number];

export const tabLabels: Readonly<Record<TaskTab, string>> = {
  active: "Active",
  completed: "Completed",
  failed: "Failed",
  cancelled: "Cancelled",
  all: "All",
};

/** The status of the older tasks that a tab loads; undefined means all. */
export const olderStatusOf: Readonly<Record<TaskTab, QueueStatus | undefined>> = {
  active: "PENDING",
  completed: "COMPLETED",
  failed: "MAX_RETRIES_REACHED",
  cancelled: "CANCELLED",
  all: undefined,
};

/** Whether a tab lists a task. A failed task that will be retried is active. */
export function isInTab(tab: TaskTab, task: TaskSummary): boolean {
  const kind = taskKindOf(task);
  if (tab === "all") return true;
  return tab === "active" ? kind === "pending" || kind === "processing" || kind === "retrying" : kind === tab;
}

/** Returns the number of tasks in each tab. */
export function tabCounts({ counts }: Pick<QueueMonitorSnapshot, "counts">): Record<TaskTab, number> {
  const { pending, scheduled, processing, retrying, completed, failed, cancelled } = counts;
  const active = pending + scheduled + processing + retrying;
  return { active, completed, failed, cancelled, all: active + completed + failed + cancelled };
}

/** Formats a count; the server stops counting at 1,001. */
export function formatCount(count: number): string {
  return count > 1_000 ? "1,000+" : count.toLocaleString("en");
}

/** Whether each word of the filter occurs in the task's title, type, id or error. */
export function matchesFilter(task: TaskSummary, filter: string): boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const { title, kindLabel } = describeTask(task);
  const text = [title, kindLabel, task.type, task.id, task.errorMessage ?? ""].join("\n").toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Merges tasks of several responses: each once and in its newest state, unfinished ones first, then newest first. */
export function mergeTasks(...lists: readonly (readonly TaskSummary[])[]): TaskSummary[] {
  const newest = new Map<string, TaskSummary>();
  for (const task of lists.flat()) {
    const known = newest.get(task.id);
    if (!known || known.rev < task.rev) newest.set(task.id, task);
  }
  return [...newest.values()].sort(byRecency);
}

function byRecency(a: TaskSummary, b: TaskSummary): number {
  if ((a.finishedAt === null) !== (b.finishedAt === null)) return a.finishedAt === null ? -1 : 1;
  const timeOf = (task: TaskSummary) => task.finishedAt ?? task.createdAt;
  return timeOf(b).localeCompare(timeOf(a)) || b.id.localeCompare(a.id);
}
