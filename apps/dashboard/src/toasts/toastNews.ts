import { allTasks, type QueueLists } from "../monitor/queueLists.ts";
import type { TaskStatuses } from "../monitor/taskStatuses.ts";
import type { TaskSummary } from "../monitor/taskSummary.ts";

/** What was known when the lists were last looked at. */
export interface SeenTasks {
  statuses: TaskStatuses;
  /** Server time in ms. */
  atMs: number;
}

/** A commit may show up a moment after the time that it carries. */
const slackMs = 5_000;

/**
 * The tasks that a user should hear about: all that are going on, and those that have ended since `seen`. The first
 * look (`seen` undefined) is a baseline: what ended before is old, unless its toast was still open when the page was left.
 */
export function toastNews(
  seen: SeenTasks | undefined,
  lists: QueueLists,
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
