import type { TaskStatuses, TaskSummary } from "@package/react";
import { allTasks, type QueueLists } from "@package/react";

/** The tasks of the previous status response. */
export interface SeenTasks {
  statuses: TaskStatuses;
  /** Server time in ms. */
  atMs: number;
}

/** A commit can become visible some time after its timestamp. */
const slackMs = 5_000;

/**
 * Returns the tasks that need a toast: active ones, and those that finished since `seen`. Without `seen`, at the first
 * status response, finished tasks are old, unless a failed one still had an open toast when the page was left.
 */
export function toastNews(
  seen: SeenTasks | undefined,
  lists: Partial<QueueLists>,
  wasLeftOpen: (taskId: string) => boolean,
): TaskSummary[] {
  return allTasks(lists).filter((task) => {
    if (task.finishedAt === null) return true;
    if (!seen) return task.status === "MAX_RETRIES_REACHED" && wasLeftOpen(task.id);
    const before = seen.statuses[task.id];
    if (before !== undefined && before !== task.status) return true;
    return Date.parse(task.finishedAt) >= seen.atMs - slackMs;
  });
}
