import { expect, test } from "vitest";
import { parseRetryAfter } from "./retryAfter.ts";

const nowMs = Date.UTC(2026, 0, 1, 12);

test.each<[unknown, number]>([
  [120, 120],
  ["120", 120],
  [" 1.5 ", 1.5],
  [0, 1],
  ["0", 1],
  [1e9, 86_400],
  ["Thu, 01 Jan 2026 12:02:00 GMT", 120],
  ["Thursday, 01-Jan-26 12:02:00 GMT", 120],
  ["Thu Jan  1 12:02:00 2026", 120],
  ["2026-01-01T12:02:00Z", 120],
  ["Sun, 01 Jan 2028 12:00:00 GMT", 86_400],
])("%j is %d s", (value, seconds) => {
  expect(parseRetryAfter(value, nowMs)).toBe(seconds);
});

test.each([-5, "-5", Number.NaN, "", "soon", "in 5", "5 minutes", "1e3", null, undefined, {}, "2026-01-01T12:02:00"])(
  "%j is nothing to go by",
  (value) => expect(parseRetryAfter(value, nowMs)).toBeUndefined(),
);

test("a date in the past is undefined", () => {
  expect(parseRetryAfter("Thu, 01 Jan 2026 11:59:59 GMT", nowMs)).toBeUndefined();
});
