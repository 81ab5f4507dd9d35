import { isSameArray, listNames, makeLists, tasksById } from "./queueLists.ts";
import type { QueueStatusView, TaskCounts, TaskSummary } from "./taskSummary.ts";

/**
 * Returns the new status with the previous object for each task and list that has not changed, so that nothing that
 * depends on them renders again. Tasks are matched by id, because a new task shifts all positions.
 */
export function shareQueueStatus(previous: QueueStatusView | null, next: QueueStatusView): QueueStatusView {
  if (!previous || previous.userId !== next.userId) return next;
  const known = tasksById(previous);
  const lists = makeLists((name) => {
    const tasks = next[name].map((task) => shareTask(known.get(task.id), task));
    return isSameArray(previous[name], tasks) ? previous[name] : tasks;
  });
  const counts = shareCounts(previous.counts, next.counts);
  const isSame = counts === previous.counts && listNames.every((name) => lists[name] === previous[name]);
  const isSameMoment = previous.now === next.now && isSameArray(previous.missingIds, next.missingIds);
  return isSame && isSameMoment ? previous : { ...next, ...lists, counts };
}

/** Returns the known state of a task unless the other one differs from it. */
export function shareTask(known: TaskSummary | undefined, task: TaskSummary): TaskSummary {
  return known && isSameTask(known, task) ? known : task;
}

/** Returns the previous counts unless the next ones differ. */
export function shareCounts(previous: TaskCounts, next: TaskCounts): TaskCounts {
  const isSame = (Object.keys(next) as (keyof TaskCounts)[]).every((key) => previous[key] === next[key]);
  return isSame ? previous : next;
}

/**
 * Compares all fields but `data`, which changes only together with `rev`. So does the server, for what it sends: progress, for example,
 * does not raise `rev`.
 */
function isSameTask(known: TaskSummary, task: TaskSummary): boolean {
  const { data: _data, ...fields } = task;
  return (Object.keys(fields) as (keyof typeof fields)[]).every((name) => known[name] === task[name]);
}
