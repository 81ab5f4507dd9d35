import type { TaskCounts, TaskSummary } from "@package/react";
import { isActive, type TaskState, taskStateOf } from "./taskStateOf.ts";

export const taskTabs = ["all", "active", "scheduled", "retrying", "completed", "failed", "cancelled"] as const;
export type TaskTab = (typeof taskTabs)[number];

export const tabLabels: Readonly<Record<TaskTab, string>> = {
  all: "All",
  active: "Active",
  scheduled: "Scheduled",
  retrying: "Will retry",
  completed: "Completed",
  failed: "Failed",
  cancelled: "Cancelled",
};

/** The server stops counting here: 1,001 means "more than 1,000". */
const maxCount = 1_001;

/** Whether a tab lists a task. "Failed" lists tasks that failed permanently. */
export function isInTab(tab: TaskTab, task: TaskSummary, nowMs: number): boolean {
  if (tab === "all") return true;
  return tab === "active" ? isActive(task, nowMs) : taskStateOf(task, nowMs) === tab;
}

/** Returns the number of tasks in each tab, as the server counted them. */
export function tabCounts(counts: TaskCounts): Record<TaskTab, number> {
  const { active, pending, scheduled, processing, retrying, completed, failed, cancelled } = counts;
  const all = pending + scheduled + processing + retrying + completed + failed + cancelled;
  return { all: Math.min(all, maxCount), active, scheduled, retrying, completed, failed, cancelled };
}

/** Returns the tabs to show. "Retrying" is there only while there is such a task, or while it is open. */
export function shownTabs(current: TaskTab, counts: Pick<TaskCounts, "retrying">): readonly TaskTab[] {
  return taskTabs.filter((tab) => tab !== "retrying" || tab === current || counts.retrying > 0);
}

/** Formats a count; the server stops counting at 1,001. */
export function formatCount(count: number): string {
  return count >= maxCount ? "1,000+" : count.toLocaleString("en");
}

const ranks: Readonly<Record<TaskState, number>> = {
  processing: 0,
  retrying: 1,
  pending: 2,
  scheduled: 3,
  completed: 4,
  failed: 4,
  cancelled: 4,
};

/** Sorts tasks: running ones, retrying ones, waiting and scheduled ones by due time, then finished ones, the newest first. */
export function sortTasks(tasks: readonly TaskSummary[], nowMs: number): TaskSummary[] {
  const keyed = tasks.map((task) => ({ task, rank: ranks[taskStateOf(task, nowMs)], at: orderOf(task) }));
  return keyed
    .sort((a, b) => a.rank - b.rank || compareWithin(a.rank, a.at, b.at) || b.task.id.localeCompare(a.task.id))
    .map(({ task }) => task);
}

function orderOf(task: TaskSummary): string {
  if (task.status === "PROCESSING") return task.startedAt ?? task.createdAt;
  return task.finishedAt ?? task.dueAt ?? task.scheduledFor ?? task.createdAt;
}

function compareWithin(rank: number, a: string, b: string): number {
  return rank === ranks.completed ? b.localeCompare(a) : a.localeCompare(b);
}
