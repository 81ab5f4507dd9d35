import { canList, isSameArray, makeLists, tasksById } from "./queueLists.ts";
import type { QueueStatusView, TaskSummary } from "./taskSummary.ts";

/**
 * What this page knows earlier than the server's lists do: tasks from the responses to its own mutations by id, null for
 * a deleted one. `sinceMs` is the server's time.
 */
export type OwnChanges = ReadonlyMap<string, { task: TaskSummary | null; sinceMs: number }>;

/** A state that the server read later than this after the mutation contains it. */
const graceMs = 2_000;

/** Adds a task. A state that is not newer (by `rev`) than a known one changes nothing. */
export function addOwnChange(
  changes: OwnChanges,
  known: TaskSummary | undefined,
  change: { id: string; task: TaskSummary | null; sinceMs: number },
): OwnChanges {
  const { id, task, sinceMs } = change;
  const isDeleted = changes.get(id)?.task === null;
  if (isDeleted || (task && known && known.rev >= task.rev)) return changes;
  return new Map(changes).set(id, { task, sinceMs });
}

/** Removes the changes that a state of the server contains, or must contain by its time. */
export function pruneOwnChanges(changes: OwnChanges, status: QueueStatusView): OwnChanges {
  if (changes.size === 0) return changes;
  const listed = tasksById(status);
  const kept = [...changes].filter(([id, { task, sinceMs }]) => {
    const listedTask = listed.get(id);
    if (listedTask && task) return listedTask.rev < task.rev;
    if (status.missingIds.includes(id) || !listedTask === !task) return false;
    return Date.parse(status.now) < sinceMs + graceMs;
  });
  return kept.length === changes.size ? changes : new Map(kept);
}

/**
 * Returns a state of the server with newer and further tasks. A task stays in a list that may contain its status. All others
 * stand in `watchedTasks`: in which list they belong, and how many there are, only the server knows.
 */
export function withOwnTasks(
  status: QueueStatusView,
  changes: OwnChanges,
  further: readonly TaskSummary[],
): QueueStatusView {
  if (changes.size === 0 && further.length === 0) return status;
  const lists = makeLists((name) => {
    const tasks = status[name].flatMap((task) => {
      const change = changes.get(task.id);
      if (!change || (change.task && change.task.rev <= task.rev)) return task;
      return change.task && canList(name, change.task.status) ? change.task : [];
    });
    return isSameArray(tasks, status[name]) ? status[name] : tasks;
  });
  const shown = tasksById(lists);
  const own = [...changes.values()].flatMap(({ task }) => task ?? []);
  const extra = [...own, ...further].filter(({ id }) => !shown.has(id) && changes.get(id)?.task !== null);
  const unique = [...new Map(extra.map((task) => [task.id, task] as const).reverse()).values()].reverse();
  return { ...status, ...lists, watchedTasks: [...unique, ...lists.watchedTasks] };
}
