import { cutData, redactData, redactText } from "@package/api";
import type { Schedule, ScheduleSlot } from "@package/queue";
import { describeTimes } from "./describeTimes.ts";

/** A slot that is over. Times are ISO 8601. */
export interface SlotView {
  slot: string;
  outcome: ScheduleSlot["outcome"];
  taskId: string | null;
}

/** A schedule as a row of the list. Times are ISO 8601. */
export interface ScheduleSummary
  extends Pick<Schedule, "name" | "type" | "status" | "isOrphaned" | "runs" | "unfinished"> {
  /** Whether running code declares it, so that it cannot be deleted. */
  isDeclared: boolean;
  /** When it has its slots, in words. */
  words: string;
  /** The cron expression; null if `words` says all. */
  cron: string | null;
  timeZone: string;
  nextAt: string | null;
  pause: { actor: string | null; reason: string | null; since: string; until: string | null } | null;
}

/** A schedule with what it adds. */
export interface ScheduleDetail
  extends ScheduleSummary,
    Pick<Schedule, "maxRuns" | "missed" | "overlap" | "splayMs" | "ownerId" | "release"> {
  /** Data and options of its tasks without secrets, cut at 64 kB. */
  data?: unknown;
  options?: unknown;
  startsAt: string | null;
  endsAt: string | null;
  createdAt: string;
  updatedAt: string;
}

const maxShownBytes = 65_536;

export function toScheduleSummary(schedule: Schedule): ScheduleSummary {
  const { name, type, status, isOrphaned, runs, unfinished, cron, timeZone, nextAt, pause, release } = schedule;
  return {
    ...{ name, type, status, isOrphaned, runs, unfinished, cron, timeZone },
    isDeclared: release !== null && !isOrphaned,
    words: describeTimes(schedule),
    nextAt: toIso(nextAt),
    pause: pause && {
      actor: pause.actor,
      reason: pause.reason === null ? null : redactText(pause.reason),
      since: pause.since.toISOString(),
      until: toIso(pause.until),
    },
  };
}

export function toScheduleDetail(schedule: Schedule): ScheduleDetail {
  const { maxRuns, missed, overlap, splayMs, ownerId, release, data, options } = schedule;
  return {
    ...toScheduleSummary(schedule),
    ...{ maxRuns, missed, overlap, splayMs, ownerId, release },
    data: cutData(redactData(data), maxShownBytes),
    options: cutData(redactData(options), maxShownBytes),
    startsAt: toIso(schedule.startsAt),
    endsAt: toIso(schedule.endsAt),
    createdAt: schedule.createdAt.toISOString(),
    updatedAt: schedule.updatedAt.toISOString(),
  };
}

export function toSlotView({ slot, outcome, taskId }: Omit<ScheduleSlot, "recordedAt">): SlotView {
  return { slot: slot.toISOString(), outcome, taskId };
}

const toIso = (time: Date | null): string | null => time?.toISOString() ?? null;
