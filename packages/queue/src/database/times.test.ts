import fc from "fast-check";
import { expect, test } from "vitest";
import { toDate } from "./times.ts";

test.each([
  [1_764_300_000_123.999, "2025-11-28T03:20:00.123Z"],
  [-0.001, "1969-12-31T23:59:59.999Z"],
  [0, "1970-01-01T00:00:00.000Z"],
  [Infinity, "+275760-09-13T00:00:00.000Z"],
  [-Infinity, "-271821-04-20T00:00:00.000Z"],
  [1e18, "+275760-09-13T00:00:00.000Z"],
])("%d ms are the Date %s", (ms, iso) => {
  expect(toDate(ms).toISOString()).toBe(iso);
});

test("null becomes null", () => {
  expect(toDate(null)).toBe(null);
});

test("seconds multiplied as floats become the Date of their millisecond", () => {
  // The years 1 to 9999.
  const wholeMs = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });
  fc.assert(
    fc.property(wholeMs, (ms) => {
      expect(toDate((ms / 1_000) * 1_000).getTime()).toBe(ms);
    }),
  );
});
