import { expect, test } from "vitest";
import { boundTimer, maxTimerMs } from "./timers.ts";

test("a delay that is too long for a timer becomes the longest one, and others do not change", () => {
  expect([0, 1.5, maxTimerMs, maxTimerMs * 2.2, Infinity].map(boundTimer)).toEqual([
    0,
    1.5,
    maxTimerMs,
    maxTimerMs,
    maxTimerMs,
  ]);
});
