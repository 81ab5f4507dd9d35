import type { ScheduleSpec } from "@package/queue";
import type { Random } from "../random.ts";

/**
 * Expressions about seconds only: the checker computes their slots without the library. They repeat after 30 s, so that a slot is
 * still one when an outage moves it by 90 s.
 */
const crons = ["* * * * * *", "*/2 * * * * *", "*/5 * * * * *", "0,7,15,30,37,45 * * * * *"];
const zones = ["UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns"];

/** Draws a schedule that has a slot every few seconds until `endsAt`. */
export function drawSchedule(random: Random, endsAt: Date): ScheduleSpec {
  const times = random.chance(0.5)
    ? { cron: random.pick(crons), timeZone: random.pick(zones) }
    : { everyMs: random.pick([1_000, 1_500, 2_000, 3_000]) };
  return {
    ...times,
    type: random.pick(["QUICK", "QUICK", "SLOW", "LONG"]),
    data: {},
    options: { maxAttempts: 8 },
    missed: random.pick(["once", "skip", "all"]),
    overlap: random.pick(["skip", "skip", "allow"]),
    splayMs: random.pick([0, 0, 400]),
    maxRuns: random.chance(0.1) ? random.between(3, 12) : undefined,
    endsAt,
  };
}
