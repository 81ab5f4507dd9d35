import type { QueueCore } from "../core.ts";
import { InvalidOptionsError } from "../domain/errors/errors.ts";
import { ScheduleNotFoundError } from "../domain/errors/scheduleErrors.ts";
import type { OverlapPolicy, ScheduleTiming } from "../domain/schedules.ts";
import type { Actor } from "../settings/actor.ts";
import { checkDate } from "../validation/checkValues.ts";
import { backfillBatch, backfillSlots } from "./backfillSlots.ts";
import { changeExisting, type Place, runIn } from "./changeSchedule.ts";
import type { FiredTask } from "./fireSchedules.ts";
import { readSchedule } from "./readSchedules.ts";
import { findSlot, listSlots } from "./slots.ts";

/** Which slots a backfill is about. */
export interface BackfillPeriod {
  /** The first slot is at this time or later. */
  from: Date;
  /** The last slot is at this time or earlier. It may not be in the future. */
  to: Date;
  /** `allow` (default): every slot adds a task. `skip`: the first one does, if no earlier task is unfinished. */
  overlap?: OverlapPolicy | undefined;
}

/** What a backfill did. */
export interface BackfillSummary {
  /** Slots that have added a task. */
  fired: number;
  /** Slots that the overlap policy skipped. */
  skipped: number;
  /** Slots that had added a task before. */
  existing: number;
}

/** Maximum number of slots of a backfill. */
const maxSlots = 10_000;

/** Returns the slots of a period in milliseconds since 1970, the newest {@link maxSlots} + 1 of them. */
export function listBackfillSlots(timing: ScheduleTiming, from: Date, to: Date): number[] {
  return listSlots(timing, findSlot(timing, from.getTime()), to.getTime(), maxSlots + 1);
}

/** Adds the tasks of slots in the past that have added none, in batches. */
export async function backfill(
  { adder }: Pick<QueueCore, "adder">,
  place: Place,
  name: string,
  { from, to, overlap }: BackfillPeriod & { overlap: OverlapPolicy },
  actor: Actor,
  announce: (fired: readonly FiredTask[]) => Promise<void>,
): Promise<BackfillSummary> {
  checkDate("from", from);
  checkDate("to", to);
  if (overlap !== "allow" && overlap !== "skip") throw new InvalidOptionsError("overlap", overlap, '"allow" or "skip"');
  const row = await runIn(place, () => readSchedule(place.database, name));
  if (!row) throw new ScheduleNotFoundError(name);
  if (to.getTime() > row.nowMs) throw new InvalidOptionsError("to", to, "a time that is not in the future");
  const times = listBackfillSlots(row.policies.timing, from, to);
  if (times.length > maxSlots)
    throw new InvalidOptionsError("from", from, `a period of at most ${maxSlots} slots; make several calls`);
  const summary: BackfillSummary = { fired: 0, skipped: 0, existing: 0 };
  for (let n = 0; n < times.length; n += backfillBatch) {
    const slots = times.slice(n, n + backfillBatch).map((atMs) => ({ atMs, taskId: adder.createId() }));
    const done = await changeExisting(place, name, (now) => backfillSlots(place.database, now, slots, overlap, actor));
    for (const { outcome } of done) summary[outcome]++;
    await announce(done.flatMap(({ id, ...task }) => (id === null ? [] : [{ id, ...task }])));
  }
  return summary;
}
