import fc from "fast-check";
import { expect, test } from "vitest";
import type { ScheduleTiming } from "../domain/schedules.ts";
import { findSlot, listSlots } from "./slots.ts";

const timing = (part: Partial<ScheduleTiming>): ScheduleTiming => ({
  cron: null,
  everyMs: null,
  timeZone: "UTC",
  startsAt: null,
  endsAt: null,
  maxRuns: null,
  ...part,
});

const slotsBetween = (part: Partial<ScheduleTiming>, from: string, to: string) =>
  listSlots(timing(part), findSlot(timing(part), Date.parse(from)), Date.parse(to), 1_000).map((ms) =>
    new Date(ms).toISOString().replace(":00.000Z", "Z"),
  );

/**
 * Written by hand from the rules of each country. Fixed times that a change skips run at the first valid time after it; fixed
 * times that occur twice run once. Expressions with a wildcard or a step follow the clock.
 */
test.each([
  // Europe/Berlin: 02:00 → 03:00 on 29 March 2026, 03:00 → 02:00 on 25 October 2026, both at 01:00 UTC.
  ["Europe/Berlin", "30 2 * * *", "2026-03-28", ["2026-03-28T01:30Z", "2026-03-29T01:00Z", "2026-03-30T00:30Z"]],
  ["Europe/Berlin", "30 2 * * *", "2026-10-24", ["2026-10-24T00:30Z", "2026-10-25T00:30Z", "2026-10-26T01:30Z"]],
  ["Europe/Berlin", "30 2-3 * * *", "2026-03-29", ["2026-03-29T01:00Z", "2026-03-29T01:30Z", "2026-03-30T00:30Z"]],
  ["Europe/Berlin", "0 2,14 * * *", "2026-10-25", ["2026-10-25T00:00Z", "2026-10-25T13:00Z", "2026-10-26T01:00Z"]],
  ["Europe/Berlin", "0 * * * *", "2026-03-29", ["2026-03-29T00:00Z", "2026-03-29T01:00Z", "2026-03-29T02:00Z"]],
  ["Europe/Berlin", "0 * * * *", "2026-10-25", ["2026-10-25T00:00Z", "2026-10-25T01:00Z", "2026-10-25T02:00Z"]],
  // America/New_York: 02:00 → 03:00 on 8 March 2026 at 07:00 UTC, 02:00 → 01:00 on 1 November 2026 at 06:00 UTC.
  ["America/New_York", "30 2 * * *", "2026-03-07", ["2026-03-07T07:30Z", "2026-03-08T07:00Z", "2026-03-09T06:30Z"]],
  ["America/New_York", "30 1 * * *", "2026-10-31", ["2026-10-31T05:30Z", "2026-11-01T05:30Z", "2026-11-02T06:30Z"]],
  [
    "America/New_York",
    "*/30 1-2 * * *",
    "2026-03-08T05:59Z",
    ["2026-03-08T06:00Z", "2026-03-08T06:30Z", "2026-03-09T05:00Z"],
  ],
  [
    "America/New_York",
    "*/30 * * * *",
    "2026-11-01T05:00Z",
    ["2026-11-01T05:00Z", "2026-11-01T05:30Z", "2026-11-01T06:00Z", "2026-11-01T06:30Z"],
  ],
  // Australia/Lord_Howe: half an hour. 02:00 → 02:30 on 4 October 2026 at 15:30 UTC of the 3rd, 02:00 → 01:30 on 5 April 2026 at
  // 15:00 UTC of the 4th.
  [
    "Australia/Lord_Howe",
    "15 2 * * *",
    "2026-10-02T12:00Z",
    ["2026-10-02T15:45Z", "2026-10-03T15:30Z", "2026-10-04T15:15Z"],
  ],
  [
    "Australia/Lord_Howe",
    "45 1 * * *",
    "2026-04-03T12:00Z",
    ["2026-04-03T14:45Z", "2026-04-04T14:45Z", "2026-04-05T15:15Z"],
  ],
  [
    "Australia/Lord_Howe",
    "*/15 * * * *",
    "2026-10-03T15:15Z",
    ["2026-10-03T15:15Z", "2026-10-03T15:30Z", "2026-10-03T15:45Z", "2026-10-03T16:00Z"],
  ],
  [
    "Australia/Lord_Howe",
    "0 * * * *",
    "2026-04-04T14:00Z",
    ["2026-04-04T14:00Z", "2026-04-04T15:30Z", "2026-04-04T16:30Z"],
  ],
  // America/St_Johns, half an hour beside the others: 02:00 → 03:00 on 8 March 2026 at 05:30 UTC, 02:00 → 01:00 on 1 November 2026 at
  // 04:30 UTC.
  ["America/St_Johns", "30 2 * * *", "2026-03-07", ["2026-03-07T06:00Z", "2026-03-08T05:30Z", "2026-03-09T05:00Z"]],
  ["America/St_Johns", "30 1 * * *", "2026-10-31", ["2026-10-31T04:00Z", "2026-11-01T04:00Z", "2026-11-02T05:00Z"]],
  [
    "America/St_Johns",
    "30 * * * *",
    "2026-03-08T05:00Z",
    ["2026-03-08T05:00Z", "2026-03-08T06:00Z", "2026-03-08T07:00Z"],
  ],
  // Africa/Casablanca turns its clock back for Ramadan: 03:00 → 02:00 on 15 February 2026 at 02:00 UTC, 02:00 → 03:00 on
  // 22 March 2026 at 02:00 UTC.
  ["Africa/Casablanca", "30 2 * * *", "2026-02-14", ["2026-02-14T01:30Z", "2026-02-15T01:30Z", "2026-02-16T02:30Z"]],
  ["Africa/Casablanca", "30 2 * * *", "2026-03-21", ["2026-03-21T02:30Z", "2026-03-22T02:00Z", "2026-03-23T01:30Z"]],
  [
    "Africa/Casablanca",
    "0 * * * *",
    "2026-02-15T01:00Z",
    ["2026-02-15T01:00Z", "2026-02-15T02:00Z", "2026-02-15T03:00Z"],
  ],
])("%s, %s, from %s", (timeZone, cron, from, expected) => {
  const end = new Date(Date.parse(expected.at(-1) as string)).toISOString();
  expect(slotsBetween({ cron, timeZone }, from, end)).toEqual(expected);
});

test("an interval counts from startsAt and does not drift, not even over a change of the clock", () => {
  const startsAt = Date.parse("2026-03-28T22:10Z");
  expect(slotsBetween({ everyMs: 5_400_000, startsAt }, "2026-03-28T23:00Z", "2026-03-29T04:30Z")).toEqual([
    "2026-03-28T23:40Z",
    "2026-03-29T01:10Z",
    "2026-03-29T02:40Z",
    "2026-03-29T04:10Z",
  ]);
});

test("no slot is before startsAt or after endsAt, and both are included", () => {
  const [startsAt, endsAt] = [Date.parse("2026-05-01T03:00Z"), Date.parse("2026-05-03T03:00Z")];
  expect(slotsBetween({ cron: "0 3 * * *", startsAt, endsAt }, "2026-04-01", "2026-06-01")).toEqual([
    "2026-05-01T03:00Z",
    "2026-05-02T03:00Z",
    "2026-05-03T03:00Z",
  ]);
});

test("a month of missed slots of each second is not visited one by one", () => {
  const everySecond = timing({ cron: "* * * * * *" });
  const [from, to] = [Date.parse("2026-05-01T00:00Z"), Date.parse("2026-06-01T00:00Z")];
  const slots = listSlots(everySecond, from, to, 100);
  expect(slots).toEqual(Array.from({ length: 100 }, (_, n) => to - (99 - n) * 1_000));
});

test("the newest slots are the last ones of all", () => {
  const crons = ["30 2 * * *", "*/7 * * * *", "15,45 1-3 * * *", "0 12 * * 1"];
  const zones = ["Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns"];
  const from = fc.date({ min: new Date("2026-01-01"), max: new Date("2026-12-31"), noInvalidDate: true });
  fc.assert(
    fc.property(
      fc.constantFrom(...crons),
      fc.constantFrom(...zones),
      from,
      fc.integer({ min: 1, max: 20 }),
      (cron, timeZone, date, limit) => {
        const cronTiming = timing({ cron, timeZone });
        const first = findSlot(cronTiming, date.getTime()) as number;
        const to = first + 10 * 86_400_000;
        expect(listSlots(cronTiming, first, to, limit)).toEqual(
          listSlots(cronTiming, first, to, 100_000).slice(-limit),
        );
      },
    ),
    { numRuns: 60 },
  );
});
