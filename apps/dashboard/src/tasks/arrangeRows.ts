import type { TaskSummary } from "@package/react";

/** A row of the list. */
export interface ListedTask {
  task: TaskSummary;
  /** The task no longer belongs to the list. Its row stays until the list may move. */
  hasLeft: boolean;
  /** The task was unfinished, and nothing is known of it any more, for example because it was deleted. */
  isGone?: boolean;
}

export interface Rows {
  rows: readonly ListedTask[];
  /** Tasks that wait for the list to move, because they would push rows away. */
  newer: number;
}

export const noRows: Rows = { rows: [], newer: 0 };

/**
 * Returns the rows to show. While `isHeld`, no row moves: each changes in its place, a task that no longer belongs to the list keeps its
 * row, also a deleted one, and a new one is counted in `newer`, unless its place is below all others.
 * @param found - the tasks of the list in order
 * @param known - every known task by id, also those of other lists
 */
export function arrangeRows(
  previous: Rows,
  found: readonly TaskSummary[],
  known: ReadonlyMap<string, TaskSummary>,
  isHeld: boolean,
): Rows {
  if (!isHeld || previous.rows.length === 0) return { rows: found.map((task) => ({ task, hasLeft: false })), newer: 0 };
  const belongs = new Set(found.map(({ id }) => id));
  const rows = previous.rows.map(({ task }) => ({
    task: known.get(task.id) ?? task,
    hasLeft: !belongs.has(task.id),
    isGone: !known.has(task.id) && task.finishedAt === null,
  }));
  const shown = new Set(rows.map(({ task }) => task.id));
  const last = found.findLastIndex(({ id }) => shown.has(id));
  const below = last === -1 ? [] : found.slice(last + 1);
  const newer =
    found.filter(({ id }, index) => !shown.has(id) && index < last).length + (last === -1 ? found.length : 0);
  return { rows: [...rows, ...below.map((task) => ({ task, hasLeft: false }))], newer };
}
