import { isFiring, type ScheduleStep, type SlotRecord } from "../../history/ScheduleStep.ts";
import type { Check } from "../Check.ts";
import { checkFiring } from "./checkFiring.ts";
import { checkNextSlot } from "./checkNextSlot.ts";
import { checkOverlaps } from "./checkOverlaps.ts";
import { checkPolicies } from "./checkPolicies.ts";
import { checkSlotTasks } from "./checkSlotTasks.ts";

/** Milliseconds after which a slot must be recorded when the faults are over. */
const limitMs = 10_000;

/**
 * I16: each slot of a schedule is recorded once, in its order and not before its time. It adds one task, unless a policy says
 * otherwise. Where an overlap is to be skipped, no task is added while an earlier one is unfinished.
 */
export const checkSchedules: Check = (view) => {
  const messages: string[] = [];
  const tasksOf = Map.groupBy(view.tasks.values(), ({ changes }) => changes[0]?.to?.scheduleName ?? null);
  for (const [name, steps] of Map.groupBy(view.scheduleSteps, (step) => step.name)) {
    const of = (step: ScheduleStep, found: readonly string[]) =>
      messages.push(...found.map((message) => `schedule ${name}, version ${step.to?.version}: ${message}`));
    const recorded = new Map<number, SlotRecord>();
    let version = 0;
    for (const step of steps) {
      if (step.from && step.from.version !== version) of(step, [`it was changed from version ${step.from.version}`]);
      version = step.to?.version ?? 0;
      if (isFiring(step))
        of(step, [
          ...checkFiring(step, recorded),
          ...checkPolicies(step, tasksOf.get(name) ?? [], view.settings.slackMs),
        ]);
      else of(step, checkNextSlot(step));
      of(step, remember(step, recorded));
    }
    const last = steps.at(-1)?.to;
    if (last?.nextAt != null && last.nextAt < view.quietAt - limitMs)
      messages.push(`schedule ${name}: its slot at ${last.nextAt} was never recorded`);
  }
  return [...messages, ...checkSlotTasks(view), ...checkOverlaps(view)].map((message) => ({
    invariant: "I16",
    message,
  }));
};

/** Only a slot that has added no task may be recorded again, by a backfill that adds it. */
function remember({ slots }: ScheduleStep, recorded: Map<number, SlotRecord>): string[] {
  const messages: string[] = [];
  for (const record of slots) {
    const before = recorded.get(record.slot);
    const isBackfilled = record.isChange && before?.outcome !== "fired" && record.outcome === "fired";
    if (before && !isBackfilled) messages.push(`the slot at ${record.slot} was recorded twice`);
    recorded.set(record.slot, record);
  }
  return messages;
}
