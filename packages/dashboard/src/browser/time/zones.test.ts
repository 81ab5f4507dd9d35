import { expect, test } from "vitest";
import { findClockChange, formatInZone, formatLongInZone, formatWithOffset } from "./zones.ts";

test.each([
  ["the day on which summer time begins", "2026-03-29T10:00:00Z", "Europe/Berlin", "GMT+1 → GMT+2"],
  ["its first minute", "2026-03-28T23:00:00Z", "Europe/Berlin", "GMT+1 → GMT+2"],
  ["its last minute", "2026-03-29T21:59:00Z", "Europe/Berlin", "GMT+1 → GMT+2"],
  ["the day before", "2026-03-28T22:59:00Z", "Europe/Berlin", null],
  ["the day after", "2026-03-29T22:00:00Z", "Europe/Berlin", null],
  ["the day on which summer time ends", "2026-10-25T02:00:00Z", "Europe/Berlin", "GMT+2 → GMT+1"],
  ["a change by half an hour", "2026-04-04T14:30:00Z", "Australia/Lord_Howe", "GMT+11 → GMT+10:30"],
  ["a change at midnight", "2026-04-24T10:00:00Z", "Africa/Cairo", "GMT+2 → GMT+3"],
  ["a zone without changes", "2026-03-29T10:00:00Z", "UTC", null],
])("%s: %s in %s", (_, iso, timeZone, change) => {
  expect(findClockChange(Date.parse(iso), timeZone)).toBe(change);
});

test("a time is formatted in the zone of the schedule", () => {
  const timeMs = Date.parse("2026-11-29T02:00:00Z");
  expect(formatInZone(timeMs, "Europe/Paris")).toMatch(/^Sun,? 29 Nov, 03:00$/);
  expect(formatInZone(timeMs + 5_000, "Europe/Paris")).toMatch(/^Sun,? 29 Nov, 03:00:05$/);
  expect(formatLongInZone(timeMs, "Europe/Paris")).toMatch(/^Sunday,? 29 November 2026( at|,) 03:00 GMT\+1$/);
});

test("the two times of a repeated hour differ by their offsets", () => {
  const timeMs = Date.parse("2026-10-25T00:30:00Z");
  const texts = [timeMs, timeMs + 3_600_000].map((ms) => formatWithOffset(ms, "Europe/Berlin"));
  expect(texts.map((text) => text.slice(-11))).toEqual(["02:30 GMT+2", "02:30 GMT+1"]);
});

test("a zone that the browser does not know is shown in UTC", () => {
  expect(formatLongInZone(Date.parse("2026-11-29T02:00:00Z"), "Mars/Olympus")).toMatch(/02:00 (GMT|UTC)(\+0)?$/);
});
