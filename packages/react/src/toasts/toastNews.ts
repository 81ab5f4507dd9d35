import { allTasks, type ListName, type QueueLists } from "../monitor/queueLists.ts";
import { isDueLater } from "../monitor/soon.ts";
import type { TaskStatuses } from "../monitor/taskStatuses.ts";
import type { TaskSummary } from "../monitor/taskSummary.ts";

/** What the previous status response has shown. Times are the server's, in ms. */
export interface SeenTasks {
  statuses: TaskStatuses;
  atMs: number;
  /** Tasks that finished earlier can be older than the lists, which are cut at 50. */
  floorMs: number;
}

/** A commit can become visible some time after its timestamp. */
const slackMs = 5_000;
const listLimit = 50;

/**
 * Returns the tasks that need a toast: active ones, and those that finished since `seen`. Without `seen`, at the first
 * status response, finished tasks are old, whatever their time; only a failed one whose toast was open when the page was
 * left gets it again. A scheduled task gets none.
 */
export function toastNews(
  seen: SeenTasks | undefined,
  lists: Partial<QueueLists>,
  nowMs: number,
  wasLeftOpen: (taskId: string) => boolean,
): TaskSummary[] {
  return allTasks(lists).filter((task) => {
    if (task.finishedAt === null) return task.status !== "PENDING" || !isDueLater(task.dueAt, nowMs);
    if (!seen) return task.status === "MAX_RETRIES_REACHED" && wasLeftOpen(task.id);
    const before = seen.statuses[task.id];
    if (before !== undefined) return before !== task.status;
    const finishedMs = Date.parse(task.finishedAt);
    return finishedMs >= seen.atMs - slackMs && finishedMs > seen.floorMs;
  });
}

/** Returns what the next call of `toastNews` compares with. */
export function seenTasks(lists: Partial<QueueLists>, statuses: TaskStatuses, atMs: number): SeenTasks {
  const floors = finishedLists.map((name) => {
    const list = lists[name] ?? [];
    return list.length < listLimit ? 0 : Math.min(...list.map(({ finishedAt }) => Date.parse(finishedAt ?? "") || 0));
  });
  return { statuses, atMs, floorMs: Math.max(...floors) };
}

const finishedLists = ["completedTasks", "cancelledTasks"] as const satisfies readonly ListName[];
