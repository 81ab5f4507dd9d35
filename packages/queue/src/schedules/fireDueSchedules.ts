import type { QueueCore } from "../core.ts";
import { retryTransient } from "../database/retryTransient.ts";
import type { MissedPolicy, OverlapPolicy } from "../domain/schedules.ts";
import { decideSlots } from "./decideSlots.ts";
import { type FiredTask, type Firing, fireSchedules } from "./fireSchedules.ts";
import { type NextSchedule, readDueSchedules, scheduleBatch } from "./readDueSchedules.ts";

/** A newer version of the library may have others. Its processes fire these schedules. */
const knownPolicies: ReadonlySet<string> = new Set<MissedPolicy | OverlapPolicy>(["once", "skip", "all", "allow"]);

/** Milliseconds after which a due schedule that this process could not fire is looked at again. */
const lockedRetryMs = 250;
const minRetryMs = 10;

/** The parts of a service that fire schedules. */
export type FiringCore = Pick<QueueCore, "database" | "adder" | "notifications" | "changes" | "onError">;

/**
 * Adds the tasks of the schedules that are due, one batch of schedules. Any number of processes may do this at the same time.
 * @param runs - whether this process runs tasks of a type although it has no runner, as the testing kit does
 * @returns the milliseconds until the next schedule is due, 0 if more are due now; undefined if there is none
 */
export async function fireDueSchedules(
  core: FiringCore,
  runs: (type: string) => boolean = () => false,
): Promise<number | undefined> {
  const readAt = performance.now();
  const next = await retryTransient(() => readDueSchedules(core.database));
  const due = next.filter(({ nextAtMs, nowMs }) => nextAtMs <= nowMs).slice(0, scheduleBatch);
  const firings = due.flatMap(({ isAbandoned, ...schedule }) =>
    decideFiring(core, { ...schedule, isAbandoned: isAbandoned && !runs(schedule.type) }),
  );
  const times = [next[due.length]?.nextAtMs, ...firings.map(({ nextMs }) => nextMs)];
  const nextAtMs = Math.min(...times.filter((ms) => typeof ms === "number"));
  const untilNext = () =>
    nextAtMs === Infinity ? undefined : Math.max(nextAtMs - (next[0]?.nowMs ?? 0) - (performance.now() - readAt), 0);
  if (due.length === 0) return untilNext();
  // A repeated statement finds the new versions, and does nothing.
  const { schedules, tasks } = await retryTransient(() => fireSchedules(core.database, firings));
  announceFired(core, tasks);
  if (schedules === due.length) return untilNext();
  // Another process has fired the others, or a transaction keeps them locked, or this process does not know their time zone.
  return Math.max(Math.min(untilNext() ?? lockedRetryMs, lockedRetryMs), schedules === 0 ? minRetryMs : 0);
}

/** Returns nothing for a schedule that this process cannot fire, for example because it does not know its time zone. Others can. */
function decideFiring(core: FiringCore, { policies, nowMs, name, version, ...due }: NextSchedule): Firing[] {
  if (!knownPolicies.has(policies.missed) || !knownPolicies.has(policies.overlap)) return [];
  try {
    const { slots, nextAtMs } = decideSlots({ ...policies, ...due }, nowMs);
    const withIds = slots.map((slot) => ({ ...slot, taskId: core.adder.createId() }));
    return [{ name, version, nextMs: nextAtMs, splayMs: policies.splayMs, slots: withIds }];
  } catch (error) {
    core.onError(`find the slots of schedule ${name}`, error);
    return [];
  }
}

/** Wakes the runners for tasks that schedules have added, and tells their owners. */
export function announceFired(
  { notifications, changes }: Pick<FiringCore, "notifications" | "changes">,
  fired: readonly FiredTask[],
): void {
  if (fired.length === 0) return;
  for (const { type, delayMs } of fired) if (delayMs > 0) notifications.scheduleDue(type, delayMs);
  if (fired.some(({ delayMs }) => delayMs <= 0)) notifications.schedule("ready");
  changes.noteAll(fired);
}
