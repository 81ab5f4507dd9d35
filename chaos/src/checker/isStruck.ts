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

/** The faults of these times, without what the application held. */
export function listFaults(faults: readonly Fault[], from: number, until: number): Fault[] {
  return faults.filter(({ holds, startedAt, endedAt }) => !holds && startedAt <= until && endedAt >= from);
}
