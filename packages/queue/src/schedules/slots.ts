import { Cron } from "croner";
import type { ScheduleTiming } from "../domain/schedules.ts";

type Pattern = Pick<ScheduleTiming, "cron" | "timeZone">;

/** Parsed expressions, because parsing one takes longer than finding its next slot. */
const parsed = new Map<string, Cron>();
const maxParsed = 1_000;

/** @throws TypeError when the expression or the time zone is invalid */
export function parseCron({ cron, timeZone }: Pattern): Cron {
  const key = `${timeZone} ${cron}`;
  const known = parsed.get(key);
  if (known) return known;
  // By default, croner takes "30 2-3 * * *" for an interval, and loses its run at 02:30 when the clock skips that hour.
  const created = new Cron(cron ?? "", { timezone: timeZone, fixedTimeRule: "no-wildcard", paused: true });
  if (parsed.size >= maxParsed) parsed.clear();
  parsed.set(key, created);
  return created;
}

/** Returns the first slot at or after a time; null after the last one. Times are milliseconds since 1970. */
export function findSlot(timing: ScheduleTiming, fromMs: number): number | null {
  const slotMs = findUnlimited(timing, Math.max(fromMs, timing.startsAt ?? fromMs));
  return slotMs === null || slotMs > (timing.endsAt ?? Infinity) ? null : slotMs;
}

function findUnlimited(timing: ScheduleTiming, fromMs: number): number | null {
  const { everyMs, startsAt } = timing;
  if (everyMs !== null) {
    const anchorMs = startsAt ?? 0;
    return anchorMs + Math.ceil((fromMs - anchorMs) / everyMs) * everyMs;
  }
  // croner returns the first slot after a whole second.
  return (
    parseCron(timing)
      .nextRun(new Date(Math.ceil(fromMs / 1_000) * 1_000 - 1_000))
      ?.getTime() ?? null
  );
}

/** Yields the slots at or after a time, the first one first. */
export function* slotsFrom(timing: ScheduleTiming, fromMs: number): Generator<number> {
  let slotMs = findSlot(timing, fromMs);
  while (slotMs !== null) {
    yield slotMs;
    slotMs = findSlot(timing, slotMs + 1);
  }
}

/** The difference that two versions of the time zones usually have. */
const zoneShiftMs = 3_600_000;

/**
 * Returns the slot after another one; null after the last one. The other slot may come from a process with another version of the
 * time zones. Then an own slot within the next hour is the same one, unless the schedule has slots every few hours.
 */
export function findFollowing(timing: ScheduleTiming, slotMs: number): number | null {
  const nextMs = findSlot(timing, slotMs + 1);
  if (nextMs === null || nextMs - slotMs > zoneShiftMs || timing.cron === null) return nextMs;
  if (findSlot(timing, slotMs) === slotMs) return nextMs;
  const followingMs = findSlot(timing, nextMs + 1);
  return followingMs === null || followingMs - nextMs > 2 * zoneShiftMs ? followingMs : nextMs;
}

/**
 * Returns the slots of a period, the newest `limit` of them, oldest first. The period begins with its first slot.
 * @param firstMs - a time that counts as a slot; null for none
 */
export function listSlots(timing: ScheduleTiming, firstMs: number | null, toMs: number, limit: number): number[] {
  const slots: number[] = [];
  let slotMs = firstMs;
  while (slotMs !== null && slotMs <= toMs && slots.length <= limit) {
    slots.push(slotMs);
    slotMs = slots.length === 1 ? findFollowing(timing, slotMs) : findSlot(timing, slotMs + 1);
  }
  if (slots.length <= limit || firstMs === null) return slots;
  return listNewest(timing, firstMs, toMs, limit);
}

/** Does the same without visiting the slots before them: of a schedule of each second, a month has millions. */
function listNewest(timing: ScheduleTiming, firstMs: number, toMs: number, limit: number): number[] {
  const lastMs = Math.min(toMs, timing.endsAt ?? toMs);
  const guessMs =
    timing.everyMs === null
      ? (parseCron(timing)
          .previousRuns(limit + 10, new Date(lastMs + 1_000))
          .at(-1)
          ?.getTime() ?? firstMs)
      : lastMs - (limit + 1) * timing.everyMs;
  const slots: number[] = [];
  for (const slotMs of slotsFrom(timing, Math.max(guessMs, firstMs))) {
    if (slotMs > lastMs) break;
    slots.push(slotMs);
  }
  return slots.slice(-limit);
}
