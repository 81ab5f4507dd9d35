import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DueTimes } from "./DueTimes.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watch() {
  const notified: string[] = [];
  return { notified, dueTimes: new DueTimes((type) => void notified.push(type)) };
}

test("a due task calls back at once, and those of the next 10 ms together", () => {
  const { notified, dueTimes } = watch();
  for (let n = 0; n < 1_000; n++) dueTimes.note("A", 0);
  expect(notified).toEqual(["A"]);
  vi.advanceTimersByTime(20);
  expect(notified).toEqual(["A", "A"]);
  expect(dueTimes.size).toBe(0);
});

test("a task calls back when its delay is over and not before, also one that is noted after a later one", () => {
  const { notified, dueTimes } = watch();
  dueTimes.note("LATER", 5_000);
  dueTimes.note("SOON", 200);
  vi.advanceTimersByTime(199);
  expect(notified).toEqual([]);
  vi.advanceTimersByTime(12);
  expect(notified).toEqual(["SOON"]);
  vi.advanceTimersByTime(4_788);
  expect(notified).toEqual(["SOON"]);
  vi.advanceTimersByTime(50);
  expect(notified).toEqual(["SOON", "LATER"]);
});

test("thousands of tasks with nearly the same delay are one wake-up, for each type", () => {
  const { notified, dueTimes } = watch();
  for (let n = 0; n < 10_000; n++) dueTimes.note(n % 2 === 0 ? "A" : "B", 60_000 + (n % 100));
  expect(dueTimes.size).toBeLessThan(4);
  vi.advanceTimersByTime(61_000);
  expect(notified.length).toBeLessThan(8);
  expect(new Set(notified)).toEqual(new Set(["A", "B"]));
});

test("the nearest 512 due times are remembered", () => {
  const { notified, dueTimes } = watch();
  for (let n = 5_000; n > 0; n--) dueTimes.note("A", n * 1_000);
  expect(dueTimes.size).toBe(512);
  vi.advanceTimersByTime(1_020);
  expect(notified).toEqual(["A"]);
});

test("a delay that is too long for a timer ends at its time", () => {
  const { notified, dueTimes } = watch();
  const day = 86_400_000;
  dueTimes.note("A", 30 * day);
  vi.advanceTimersByTime(30 * day - 1);
  expect(notified).toEqual([]);
  vi.advanceTimersByTime(day / 2);
  expect(notified).toEqual(["A"]);
});
