import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DueTimes } from "./DueTimes.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watch() {
  const told: string[] = [];
  return { told, dueTimes: new DueTimes((type) => void told.push(type)) };
}

test("what is due is told at once, and what follows within 10 ms together with it", () => {
  const { told, dueTimes } = watch();
  for (let n = 0; n < 1_000; n++) dueTimes.note("A", 0);
  expect(told).toEqual(["A"]);
  vi.advanceTimersByTime(20);
  expect(told).toEqual(["A", "A"]);
  expect(dueTimes.size).toBe(0);
});

test("a task is told of when its delay is over and not before, also one that is noted after a later one", () => {
  const { told, dueTimes } = watch();
  dueTimes.note("LATER", 5_000);
  dueTimes.note("SOON", 200);
  vi.advanceTimersByTime(199);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(12);
  expect(told).toEqual(["SOON"]);
  vi.advanceTimersByTime(4_788);
  expect(told).toEqual(["SOON"]);
  vi.advanceTimersByTime(50);
  expect(told).toEqual(["SOON", "LATER"]);
});

test("thousands of tasks with nearly the same delay are one wake-up, for each type", () => {
  const { told, dueTimes } = watch();
  for (let n = 0; n < 10_000; n++) dueTimes.note(n % 2 === 0 ? "A" : "B", 60_000 + (n % 100));
  expect(dueTimes.size).toBeLessThan(4);
  vi.advanceTimersByTime(61_000);
  expect(told.length).toBeLessThan(8);
  expect(new Set(told)).toEqual(new Set(["A", "B"]));
});

test("a few hundred due times are remembered, the nearest ones", () => {
  const { told, dueTimes } = watch();
  for (let n = 5_000; n > 0; n--) dueTimes.note("A", n * 1_000);
  expect(dueTimes.size).toBe(512);
  vi.advanceTimersByTime(1_020);
  expect(told).toEqual(["A"]);
});

test("a delay that no timer can hold ends at its time", () => {
  const { told, dueTimes } = watch();
  const day = 86_400_000;
  dueTimes.note("A", 30 * day);
  vi.advanceTimersByTime(30 * day - 1);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(day / 2);
  expect(told).toEqual(["A"]);
});
