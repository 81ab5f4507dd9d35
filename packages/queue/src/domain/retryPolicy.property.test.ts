import fc from "fast-check";
import { expect, test } from "vitest";
import { decideRetryDelay, maxDelayMs } from "./retryPolicy.ts";

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const backoff = fc.record({
  baseMs: fc.integer({ min: 0, max: maxDelayMs }),
  factor: fc.double({ min: 1, max: 100, noNaN: true }),
  maxMs: fc.integer({ min: 0, max: maxDelayMs }),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
});
const failures = fc.integer({ min: 0, max: 1_000_000 });

test("a delay is a whole number in the range of timers and timestamps, for all settings and numbers of failures", () => {
  fc.assert(
    fc.property(backoff, failures, share, (settings, count, random) => {
      const delayMs = decideRetryDelay(settings, undefined, count, random);
      expect(Number.isSafeInteger(delayMs)).toBe(true);
      expect(delayMs).toBeGreaterThanOrEqual(0);
      expect(delayMs).toBeLessThanOrEqual(maxDelayMs);
    }),
  );
});

test("the jitter spreads a delay by its share to both sides", () => {
  fc.assert(
    fc.property(backoff, failures, share, (settings, count, random) => {
      const exact = decideRetryDelay({ ...settings, jitter: 0 }, undefined, count, random);
      const spread = decideRetryDelay(settings, undefined, count, random);
      expect(spread).toBeGreaterThanOrEqual(Math.floor(exact * (1 - settings.jitter)) - 1);
      expect(spread).toBeLessThanOrEqual(Math.min(Math.ceil(exact * (1 + settings.jitter)) + 1, maxDelayMs));
    }),
  );
});

test("without jitter, the delay never decreases with further failures", () => {
  fc.assert(
    fc.property(backoff, fc.integer({ min: 1, max: 100 }), (settings, count) => {
      const at = (n: number) => decideRetryDelay({ ...settings, jitter: 0 }, undefined, n, 0);
      expect(at(count + 1)).toBeGreaterThanOrEqual(at(count));
    }),
  );
});

test("any return value of a backoff function becomes a valid delay", () => {
  fc.assert(
    fc.property(fc.oneof(fc.double(), fc.integer(), fc.constantFrom(Number.NaN, Infinity, -Infinity, -0)), (answer) => {
      const delayMs = decideRetryDelay(() => answer, new Error("x"), 1);
      expect(delayMs >= 0 && delayMs <= maxDelayMs && Number.isInteger(delayMs)).toBe(true);
    }),
  );
});
