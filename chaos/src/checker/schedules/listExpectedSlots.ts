import type { ScheduleTiming } from "../../history/ScheduleStep.ts";

/**
 * Returns the slots of a period from `fromMs` up to, and without, `untilMs`. It is written without the library, so that a mistake of the
 * library is not repeated here. Of cron expressions, it knows those that say something about seconds only, which no time zone changes.
 */
export function listExpectedSlots(timing: ScheduleTiming, fromMs: number, untilMs: number): number[] {
  const { startsAt, endsAt } = timing;
  const slots: number[] = [];
  const from = Math.max(fromMs, startsAt ?? fromMs);
  const until = Math.min(untilMs, endsAt === null ? untilMs : endsAt + 1);
  const { anchorMs, stepMs, isSlot } = readTiming(timing);
  for (let ms = anchorMs + Math.ceil((from - anchorMs) / stepMs) * stepMs; ms < until; ms += stepMs)
    if (isSlot(ms)) slots.push(ms);
  return slots;
}

/** Returns the first slot at or after a time; null if the schedule has ended before. */
export function findExpectedSlot(timing: ScheduleTiming, fromMs: number): number | null {
  const from = Math.max(fromMs, timing.startsAt ?? fromMs);
  return listExpectedSlots(timing, from, from + Math.max(timing.everyMs ?? 0, 60_000) + 1)[0] ?? null;
}

function readTiming({ cron, everyMs, startsAt }: ScheduleTiming) {
  if (everyMs !== null) return { anchorMs: startsAt ?? 0, stepMs: everyMs, isSlot: () => true };
  const field = /^(\*(?:\/\d+)?|[\d,]+) \* \* \* \* \*$/.exec(cron ?? "")?.[1];
  if (field === undefined) throw new Error(`The checker does not know the expression "${cron}".`);
  const every = field === "*" ? 1 : Number(field.slice(2));
  const listed = new Set(field.split(",").map(Number));
  const isSlot = (ms: number) => {
    const second = (ms / 1_000) % 60;
    return field.startsWith("*") ? second % every === 0 : listed.has(second);
  };
  return { anchorMs: 0, stepMs: 1_000, isSlot };
}
