import type { ScheduleStep, SlotRecord } from "../../history/ScheduleStep.ts";
import { findExpectedSlot, listExpectedSlots } from "./listExpectedSlots.ts";

/** Maximum number of slots that one firing records: the newest. */
const maxSlots = 100;

/** Returns the slots that a firing had to record: all from the due time up to the next one. */
export function listDueSlots({ from, to, slots, at }: ScheduleStep): number[] {
  if (from?.nextAt == null || !to) return [];
  const hasUsedRuns = to.timing.maxRuns !== null && to.runs >= to.timing.maxRuns;
  const lastMs = Math.max(...slots.map(({ slot }) => slot));
  const until = to.nextAt ?? (hasUsedRuns ? lastMs + 1 : at);
  return listExpectedSlots(from.timing, from.nextAt, until).slice(-maxSlots);
}

/** A firing records each slot that is due and has not been recorded before, and no other. It counts those that add a task. */
export function checkFiring(step: ScheduleStep, recorded: ReadonlyMap<number, SlotRecord>): string[] {
  const { from, to, slots, at } = step;
  if (!from || !to) return [];
  if (from.nextAt === null) return ["it was fired while it was paused or had ended"];
  const messages: string[] = [];
  const due = new Set(listDueSlots(step));
  const own = new Set(slots.map(({ slot }) => slot));
  for (const slot of due) if (!own.has(slot) && !recorded.has(slot)) messages.push(`the slot at ${slot} was lost`);
  for (const slot of own) {
    if (!due.has(slot)) messages.push(`${slot} is no slot that was due from ${from.nextAt} to ${to.nextAt}`);
    if (slot > at) messages.push(`the slot at ${slot} was recorded at ${at}, before its time`);
  }
  if (to.nextAt !== null && to.nextAt !== findExpectedSlot(to.timing, to.nextAt))
    messages.push(`its next time ${to.nextAt} is no slot`);
  if (to.nextAt !== null && to.nextAt <= from.nextAt)
    messages.push(`its next slot went back from ${from.nextAt} to ${to.nextAt}`);
  const fired = slots.filter(({ outcome }) => outcome === "fired").length;
  if (to.runs !== from.runs + fired)
    messages.push(`${fired} slots added a task, and runs rose by ${to.runs - from.runs}`);
  if (to.timing.maxRuns !== null && fired > 0 && to.runs > to.timing.maxRuns)
    messages.push(`it has added ${to.runs} tasks of ${to.timing.maxRuns}`);
  return messages;
}
