import { expect, test } from "vitest";
import { formatAge, formatDue, formatDuration, formatElapsed, formatRelativeTime } from "./formatTime.ts";

const now = Date.parse("2026-01-01T12:00:00Z");

test.each([
  [0, "just now"],
  [2_000, "in a moment"],
  [-12_400, "12 seconds ago"],
  [-60_000, "1 minute ago"],
  [-3_599_000, "59 minutes ago"],
  [7_200_000, "in 2 hours"],
  [-86_400_000, "yesterday"],
  [-10 * 86_400_000, "10 days ago"],
])("a distance of %i ms reads %s", (distanceMs, text) => {
  expect(formatRelativeTime(now + distanceMs, now)).toBe(text);
});

test.each([
  [-5, "0 ms"],
  [850, "850 ms"],
  [12_440, "12.4 s"],
  [59_949, "59.9 s"],
  [60_000, "1 min"],
  [200_000, "3 min 20 s"],
  [7_500_000, "2 h 5 min"],
  [270_000_000, "3 d 3 h"],
])("%i ms read %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [-500, "now"],
  [12_999, "12 s"],
  [3_599_000, "59 min"],
  [90_000_000, "25 h"],
  [259_200_000, "3 d"],
])("an age of %i ms reads %s", (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});

test("a running duration has whole seconds", () => {
  expect([0, 4_900, 200_000].map(formatElapsed)).toEqual(["0 s", "4 s", "3 min 20 s"]);
});

test("a due time within the hour is a distance", () => {
  expect([200, 40_000, 90_000, 3_540_000].map((ms) => formatDue(now + ms, now))).toEqual([
    "in a moment",
    "in 40 s",
    "in 2 min",
    "in 59 min",
  ]);
});

test("a later due time is a day and a time of the user's", () => {
  const morning = new Date(2026, 0, 5, 8, 0).getTime();
  const at = (day: number, hour: number) => formatDue(new Date(2026, 0, day, hour, 0).getTime(), morning);
  const words = [at(5, 14), at(6, 9), at(8, 9), at(25, 9)].map((text) => text.split(" at ")[0]);
  expect(words.slice(0, 3)).toEqual(["today", "tomorrow", "Thursday"]);
  expect(words[3]).toContain("2026");
});
