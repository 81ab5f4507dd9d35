import { expect, test } from "vitest";
import { describeTimes } from "./describeTimes.ts";

test.each([
  ["0 3 * * *", "Every day at 03:00"],
  ["@daily", "Every day at 00:00"],
  ["0 8,20 * * *", "Every day at 08:00 and 20:00"],
  ["15 30 3 * * *", "Every day at 03:30:15"],
  ["0 9 * * MON-FRI", "At 09:00, Monday through Friday"],
  ["*/5 * * * *", "Every 5 minutes"],
  ["0 0 L * *", "At 00:00, on the last day of the month"],
  ["0 0 0 1 1 * 2027", "At 00:00, on day 1 of the month, only in January, only in 2027"],
  ["no expression", "no expression"],
])("%s reads %s", (cron, words) => {
  expect(describeTimes({ cron, everyMs: null })).toBe(words);
});

test.each([
  [1_000, "Every second"],
  [90_000, "Every 90 seconds"],
  [300_000, "Every 5 minutes"],
  [86_400_000, "Every day"],
  [1_500, "Every 1500 ms"],
])("every %i ms reads %s", (everyMs, words) => {
  expect(describeTimes({ cron: null, everyMs })).toBe(words);
});
