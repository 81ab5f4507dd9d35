import { type ListName, listNames } from "./queueLists.ts";
import type { QueueStatusView, TaskCounts, TaskSummary } from "./taskSummary.ts";

/**
 * Returns the new status with the previous object for each task and list that has not changed, so that nothing that
 * depends on them renders again. Tasks are matched by id, because a new task shifts all positions.
 */
export function shareQueueStatus(previous: QueueStatusView | undefined, next: QueueStatusView): QueueStatusView {
  if (!previous || previous.userId !== next.userId) return next;
  const lists = Object.fromEntries(listNames.map((name) => [name, shareTasks(previous[name], next[name])]));
  const counts = isSameCounts(previous.counts, next.counts) ? previous.counts : next.counts;
  const isSame = counts === previous.counts && listNames.every((name) => lists[name] === previous[name]);
  if (isSame && previous.now === next.now) return previous;
  return { ...next, ...(lists as Pick<QueueStatusView, ListName>), counts };
}

/** Does the same for one list. */
export function shareTasks(previous: TaskSummary[], next: TaskSummary[]): TaskSummary[] {
  const known = new Map(previous.map((task) => [task.id, task]));
  const shared = next.map((task) => {
    const old = known.get(task.id);
    return old && isSameTask(old, task) ? old : task;
  });
  const isSame = shared.length === previous.length && shared.every((task, index) => task === previous[index]);
  return isSame ? previous : shared;
}

function isSameTask(a: TaskSummary, b: TaskSummary): boolean {
  return a.rev === b.rev && a.status === b.status && a.progress === b.progress && a.progressNote === b.progressNote;
}

function isSameCounts(a: TaskCounts, b: TaskCounts): boolean {
  return (Object.keys(b) as (keyof TaskCounts)[]).every((key) => a[key] === b[key]);
}
