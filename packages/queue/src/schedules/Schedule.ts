import { toDate } from "../database/times.ts";
import type { MissedPolicy, OverlapPolicy, ScheduledTaskOptions, SlotOutcome } from "../domain/schedules.ts";
import type { Pause } from "../settings/pauses.ts";
import type { ScheduleRow, SlotRow, StoredTask } from "./readSchedules.ts";

/** A schedule as it is now. */
export interface Schedule {
  name: string;
  type: string;
  data: unknown;
  options: ScheduledTaskOptions;
  /** Null with `everyMs`. */
  cron: string | null;
  /** Null with `cron`. */
  everyMs: number | null;
  timeZone: string;
  startsAt: Date | null;
  endsAt: Date | null;
  maxRuns: number | null;
  missed: MissedPolicy;
  overlap: OverlapPolicy;
  splayMs: number;
  ownerId: string | null;
  /**
   * - `active`: it has a next slot.
   * - `paused`: until `pause.until`, or until it is resumed.
   * - `ended`: after `endsAt` or `maxRuns`.
   */
  status: "active" | "paused" | "ended";
  pause: Pause | null;
  /** The next slot; null if it has ended or is paused. */
  nextAt: Date | null;
  /** The release whose code declares it; null if a call has made it. */
  release: string | null;
  /** Code has declared it, and no live code does. It adds tasks while a live runner knows its type. */
  isOrphaned: boolean;
  /** Number of slots that have added a task. */
  runs: number;
  /** Number of its tasks that are unfinished. */
  unfinished: number;
  lastSlot: Omit<ScheduleSlot, "recordedAt"> | null;
  createdAt: Date;
  updatedAt: Date;
}

/** A slot of a schedule that is over. It is kept for 90 days. */
export interface ScheduleSlot {
  slot: Date;
  outcome: SlotOutcome;
  /** The task that was added for it. It may have been removed since. */
  taskId: string | null;
  recordedAt: Date;
}

/** Returns the schedule of a row. */
export function toSchedule(row: ScheduleRow): Schedule {
  const { policies, pause, lastSlot, task, nextAtMs } = row;
  const { timing, missed, overlap, splayMs } = policies;
  const status = pause ? "paused" : nextAtMs === null ? "ended" : "active";
  return {
    name: row.name,
    type: row.type,
    data: row.data,
    options: toOptions(task),
    cron: timing.cron,
    everyMs: timing.everyMs,
    timeZone: timing.timeZone,
    startsAt: toDate(timing.startsAt),
    endsAt: toDate(timing.endsAt),
    maxRuns: timing.maxRuns,
    missed,
    overlap,
    splayMs,
    ownerId: row.ownerId,
    status,
    pause: pause && {
      reason: pause.reason,
      actor: pause.actor,
      since: toDate(pause.sinceMs),
      until: toDate(pause.untilMs),
    },
    nextAt: status === "active" ? toDate(nextAtMs) : null,
    release: row.release,
    isOrphaned: row.release !== null && !row.isDeclared,
    runs: row.runs,
    unfinished: row.unfinished,
    lastSlot: lastSlot && { slot: toDate(lastSlot.atMs), outcome: lastSlot.outcome, taskId: lastSlot.taskId },
    createdAt: toDate(row.createdAtMs),
    updatedAt: toDate(row.updatedAtMs),
  };
}

/** Returns the slot of a row. */
export function toSlot({ slotMs, outcome, taskId, atMs }: SlotRow): ScheduleSlot {
  return { slot: toDate(slotMs), outcome, taskId, recordedAt: toDate(atMs) };
}

/** Returns the options that say something. Each has a default, which null or an empty list stands for. */
function toOptions({
  referenceId: id,
  referenceType: type,
  workerVersion: _,
  ...task
}: StoredTask): ScheduledTaskOptions {
  const isGiven = ([, value]: [string, unknown]) => value !== null && !(Array.isArray(value) && value.length === 0);
  const given = Object.fromEntries(Object.entries(task).filter(isGiven));
  return id === null || type === null ? given : { ...given, reference: { id, type } };
}
