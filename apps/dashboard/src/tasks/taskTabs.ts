import type { QueueMonitorSnapshot } from "../monitor/queueMonitorSnapshot.ts";
import type { QueueStatus, TaskSummary } from "../monitor/taskSummary.ts";
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

/** The status whose older tasks a tab can load; undefined is all of them. */
export const olderStatusOf: Readonly<Record<TaskTab, QueueStatus | undefined>> = {
  active: "PENDING",
  completed: "COMPLETED",
  failed: "MAX_RETRIES_REACHED",
  cancelled: "CANCELLED",
  all: undefined,
};

/** Does a task stand in this tab? A task that will be tried again is active. */
export function isInTab(tab: TaskTab, task: TaskSummary): boolean {
  const kind = taskKindOf(task);
  if (tab === "all") return true;
  return tab === "active" ? kind === "pending" || kind === "processing" || kind === "retrying" : kind === tab;
}

/** How many tasks each tab has. */
export function tabCounts({
  counts,
  failedTasks,
}: Pick<QueueMonitorSnapshot, "counts" | "failedTasks">): Record<TaskTab, number> {
  const retrying = failedTasks.filter((task) => taskKindOf(task) === "retrying").length;
  const { pending, processing, completed, failed, cancelled } = counts;
  return {
    active: pending + processing + retrying,
    completed,
    failed: Math.max(failed - retrying, 0),
    cancelled,
    all: pending + processing + completed + failed + cancelled,
  };
}

/** The server stops counting at 1,001. */
export function formatCount(count: number): string {
  return count > 1_000 ? "1,000+" : count.toLocaleString("en");
}
