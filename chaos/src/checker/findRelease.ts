import type { HistoryView } from "./Check.ts";

/**
 * When the application let go, for the last time, of what it held at some time between these two: a task's row, locked
 * against changes, or a unique key that an open add had taken. -Infinity when it held nothing. A row that is merely
 * referenced is not held: references stand against no change of a task.
 */
export function findRelease(
  { faults }: Pick<HistoryView, "faults">,
  kind: "rowLocks" | "openAdds",
  name: string,
  from: number,
  until: number,
): number {
  const held = faults.filter(
    (fault) => fault.kind === kind && fault.holds?.includes(name) && fault.startedAt <= until && fault.endedAt >= from,
  );
  return Math.max(-Infinity, ...held.map(({ endedAt }) => endedAt));
}
