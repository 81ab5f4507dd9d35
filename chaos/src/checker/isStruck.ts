import type { Fault } from "../history/History.ts";
import type { HistoryView } from "./Check.ts";

/**
 * Whether a fault struck the database, the network, or this process at some time between these two. What the application
 * holds is none: other users of a database may do that.
 */
export function isStruck(
  { faults }: Pick<HistoryView, "faults">,
  pid: number | undefined,
  from: number,
  until: number,
): boolean {
  return listFaults(faults, from, until).some((fault) => fault.pid === undefined || fault.pid === pid);
}

/** Milliseconds between these two in which a process did not get to do anything, because the machine was busy. */
export function measureStalls(
  { faults }: Pick<HistoryView, "faults">,
  pid: number,
  from: number,
  until: number,
): number {
  return faults
    .filter((fault) => fault.kind === "stall" && fault.pid === pid)
    .reduce(
      (sum, { startedAt, endedAt }) => sum + Math.max(Math.min(endedAt, until) - Math.max(startedAt, from), 0),
      0,
    );
}

/** The faults of these times, without what the application held. */
export function listFaults(faults: readonly Fault[], from: number, until: number): Fault[] {
  return faults.filter(({ holds, startedAt, endedAt }) => !holds && startedAt <= until && endedAt >= from);
}
