import type { HistoryView } from "./Check.ts";

/**
 * Returns when the application last released a lock that it held between two times: on a task's row, or on a unique key that an
 * open add had taken. -Infinity when it held none. A reference is no lock: it prevents no change of a task.
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
