import { expect, test } from "vitest";
import { boundTimer, maxTimerMs } from "./timers.ts";

test("a wait that no timer can hold becomes the longest one, and others stay as they are", () => {
  expect([0, 1.5, maxTimerMs, maxTimerMs * 2.2, Infinity].map(boundTimer)).toEqual([
    0,
    1.5,
    maxTimerMs,
    maxTimerMs,
    maxTimerMs,
  ]);
});
