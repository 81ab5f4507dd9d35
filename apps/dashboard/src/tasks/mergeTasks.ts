import type { TaskSummary } from "../monitor/taskSummary.ts";

/** Tasks from several answers, each once and in its newest state: unfinished ones first, then the latest. */
export function mergeTasks(...lists: readonly (readonly TaskSummary[])[]): TaskSummary[] {
  const newest = new Map<string, TaskSummary>();
  for (const task of lists.flat()) {
    const known = newest.get(task.id);
    if (!known || known.rev < task.rev) newest.set(task.id, task);
  }
  return [...newest.values()].sort(byPlace);
}

function byPlace(a: TaskSummary, b: TaskSummary): number {
  if ((a.finishedAt === null) !== (b.finishedAt === null)) return a.finishedAt === null ? -1 : 1;
  const timeOf = (task: TaskSummary) => task.finishedAt ?? task.createdAt;
  return timeOf(b).localeCompare(timeOf(a)) || b.id.localeCompare(a.id);
}
