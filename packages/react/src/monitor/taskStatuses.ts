import { allTasks, type QueueLists } from "./queueLists.ts";
import type { QueueStatus } from "./taskSummary.ts";

export type TaskStatuses = Readonly<Record<string, QueueStatus>>;

const maxStatuses = 500;

/**
 * Returns the status of every listed task by id: all active ones, then the newest finished ones, at most `limit` unless
 * more are active. Returns `previous` if nothing changed.
 */
export function taskStatusesOf(previous: TaskStatuses, lists: QueueLists, limit: number = maxStatuses): TaskStatuses {
  const tasks = allTasks(lists);
  const active = tasks.filter((task) => task.finishedAt === null);
  const finished = tasks
    .filter((task) => task.finishedAt !== null)
    .sort((a, b) => (b.finishedAt ?? "").localeCompare(a.finishedAt ?? ""))
    .slice(0, Math.max(limit - active.length, 0));
  const next = Object.fromEntries([...active, ...finished].map((task) => [task.id, task.status]));
  return isSameRecord(previous, next) ? previous : next;
}

function isSameRecord(a: TaskStatuses, b: TaskStatuses): boolean {
  const keys = Object.keys(b);
  return keys.length === Object.keys(a).length && keys.every((key) => a[key] === b[key]);
}
