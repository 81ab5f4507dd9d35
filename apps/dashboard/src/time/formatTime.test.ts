import { expect, test } from "vitest";
import { formatDuration, formatRelativeTime } from "./formatTime.ts";

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
  [200_000, "3 min 20 s"],
  [7_500_000, "2 h 5 min"],
])("%i ms read %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
