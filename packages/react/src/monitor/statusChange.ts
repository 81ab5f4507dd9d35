import { allTasks, isSameArray, listNames, makeLists, tasksById } from "./queueLists.ts";
import { shareCounts } from "./shareQueueStatus.ts";
import type { QueueStatusChange, QueueStatusView } from "./taskSummary.ts";

/**
 * Returns the state after a message of the stream. Tasks, lists and counts that the message does not change keep their
 * identity. `previous` is the state after the message before, null for the first one, which contains everything.
 */
export function applyStatusChange(previous: QueueStatusView | null, change: QueueStatusChange): QueueStatusView {
  const base = previous?.userId === change.userId ? previous : null;
  const tasks = base ? tasksById(base) : new Map();
  for (const task of change.changed) tasks.set(task.id, task);
  const { counts, missingIds, now, userId } = change;
  return {
    ...makeLists((name) => {
      const before = base?.[name] ?? [];
      const ids = change.lists[name] ?? before.map(({ id }) => id);
      const after = ids.flatMap((id) => tasks.get(id) ?? []);
      return isSameArray(before, after) ? before : after;
    }),
    counts: base ? shareCounts(base.counts, counts) : counts,
    missingIds,
    now,
    userId,
  };
}

/**
 * Returns the message that leads from one state to the next. Compares by identity: the tasks and lists of `next` that have
 * not changed must be those of `previous`.
 */
export function changeBetween(previous: QueueStatusView | null, next: QueueStatusView): QueueStatusChange {
  const known = new Set(previous ? allTasks(previous) : []);
  const changed = listNames.filter((name) => next[name] !== previous?.[name]);
  const { counts, missingIds, now, userId } = next;
  return {
    changed: allTasks(next).filter((task) => !known.has(task)),
    lists: Object.fromEntries(changed.map((name) => [name, next[name].map(({ id }) => id)])),
    counts,
    missingIds,
    now,
    userId,
  };
}
