import { listNames, tasksOf } from "./tasksOf.ts";
import type { QueueStatusChange, QueueStatusView, StatusListName, TaskCounts, TaskSummary } from "./wire.ts";

/**
 * Returns what has changed between two states, or null if only the time has. Without a previous state it returns everything.
 * `applyStatusChange` of `@package/react` is its inverse.
 */
export function diffStatus(previous: QueueStatusView | null, next: QueueStatusView): QueueStatusChange | null {
  const { missingIds, counts, now, userId } = next;
  const known = previous ? tasksOf(previous) : new Map<string, TaskSummary>();
  const changed = [...tasksOf(next).values()].filter((task) => !isSameTask(known.get(task.id), task));
  const lists: QueueStatusChange["lists"] = {};
  for (const name of listNames) {
    const ids = next[name].map((task) => task.id);
    if (!previous || !isSameList(idsOf(previous, name), ids)) lists[name] = ids;
  }
  const isSame =
    previous !== null &&
    changed.length === 0 &&
    Object.keys(lists).length === 0 &&
    isSameList(previous.missingIds, missingIds) &&
    isSameCounts(previous.counts, counts) &&
    previous.userId === userId;
  return isSame ? null : { changed, lists, missingIds, counts, now, userId };
}

const idsOf = (view: QueueStatusView, name: StatusListName): string[] => view[name].map((task) => task.id);

/** Compares all fields but `data`, which changes only together with `rev`. */
function isSameTask(known: TaskSummary | undefined, task: TaskSummary): boolean {
  if (known === undefined || known === task) return known === task;
  const { data: _data, ...fields } = task;
  return (Object.keys(fields) as (keyof typeof fields)[]).every((name) => known[name] === task[name]);
}

function isSameList(before: readonly string[], after: readonly string[]): boolean {
  return before.length === after.length && before.every((id, index) => id === after[index]);
}

function isSameCounts(before: TaskCounts, after: TaskCounts): boolean {
  return (Object.keys(after) as (keyof TaskCounts)[]).every((name) => before[name] === after[name]);
}
