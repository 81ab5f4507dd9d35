import type { ScheduleState, ScheduleStep } from "../../history/ScheduleStep.ts";
import { findExpectedSlot } from "./listExpectedSlots.ts";

/** Whether the next slot is one, and none between the time of the change and it is left out. */
function isFromNow({ nextAt, timing, runs }: ScheduleState, at: number): boolean {
  const hasUsedRuns = timing.maxRuns !== null && runs >= timing.maxRuns;
  const first = findExpectedSlot(timing, at);
  if (nextAt === null) return first === null || hasUsedRuns;
  return nextAt === findExpectedSlot(timing, nextAt) && (first === null || nextAt <= first);
}

/** A new or changed timing, and the end of a pause, start from now. Other changes leave the next slot as it is. */
export function checkNextSlot({ action, from, to, at }: ScheduleStep): string[] {
  if (!to || action === "schedule.pause" || action === outage) return [];
  const isLeft = from !== undefined && from.nextAt === to.nextAt && from.runs === to.runs;
  // The due time of a paused schedule is the end of the pause, and a change leaves it.
  if (isLeft && action !== "schedule.resume") return [];
  const mayStart = !from || action === "schedule.update" || action === "schedule.resume";
  if (mayStart && isFromNow(to, at)) return [];
  return [`${action ?? "a change"} at ${at} moved its next slot from ${from?.nextAt} to ${to.nextAt}`];
}

/** The entry of the audit log with which the nemesis makes a schedule look as if no runner had been alive for some time. */
export const outage = "chaos.outage";
