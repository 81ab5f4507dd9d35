import type { DbTimeMs } from "./History.ts";

/** The columns of a schedule that are checked. */
export interface ScheduleState {
  type: string;
  version: number;
  runs: number;
  nextAt: DbTimeMs | null;
  timing: ScheduleTiming;
  missed: "once" | "skip" | "all";
  overlap: "skip" | "allow";
  splayMs: number;
}

export interface ScheduleTiming {
  cron: string | null;
  everyMs: number | null;
  timeZone: string;
  startsAt: DbTimeMs | null;
  endsAt: DbTimeMs | null;
  maxRuns: number | null;
}

/** A slot as one statement has written it. */
export interface SlotRecord {
  slot: DbTimeMs;
  outcome: "fired" | "skipped" | "missed";
  taskId: string | null;
  /** When the statement began that wrote it. */
  at: DbTimeMs;
  /** The statement changed a slot that had been recorded before. */
  isChange: boolean;
}

/** What one transaction did to one schedule. */
export interface ScheduleStep {
  /** Order of recording. For one schedule it is the order in which its steps happened. */
  n: number;
  name: string;
  at: DbTimeMs;
  /** The action in the audit log; undefined for a firing, and for a change that changed nothing. */
  action?: string;
  /** The task that `runNow` has added. */
  ranTaskId?: string;
  /** Undefined when it was created. */
  from?: ScheduleState;
  /** Undefined when it was deleted. */
  to?: ScheduleState;
  slots: SlotRecord[];
}

/** A firing is the one step without an entry in the audit log that records slots or moves the next one. */
export function isFiring({ action, from, to, slots }: ScheduleStep): boolean {
  return (
    action === undefined && from !== undefined && to !== undefined && (slots.length > 0 || from.nextAt !== to.nextAt)
  );
}
