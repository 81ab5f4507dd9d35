import type { Fault } from "../history/History.ts";
import type { HistoryView } from "./Check.ts";

/**
 * Whether a fault struck the database, the network or this process between two times. Rows and keys that the application locks
 * are no faults: every user of a database may lock them.
 */
export function isStruck(
  { faults }: Pick<HistoryView, "faults">,
  pid: number | undefined,
  from: number,
  until: number,
): boolean {
  return listFaults(faults, from, until).some((fault) => fault.pid === undefined || fault.pid === pid);
}

/** Milliseconds between two times in which a process could not run, because the machine was busy. */
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

/** The faults between two times, without the locks of the application. */
export function listFaults(faults: readonly Fault[], from: number, until: number): Fault[] {
  return faults.filter(({ holds, startedAt, endedAt }) => !holds && startedAt <= until && endedAt >= from);
}

/** The process of a lease owner, whose name is `host:pid:random`, with a suffix for a runner. */
export function readPid(holder: string | null): number | undefined {
  const pid = holder?.match(/:(\d+):[0-9a-f]+(\/\d+)?$/)?.[1];
  return pid === undefined ? undefined : Number(pid);
}
