import { expect, test } from "vitest";
import { PollBackoff } from "./PollBackoff.ts";

/** The waits spread by a tenth; near enough is within that. */
const near = (ms: number) => expect.closeTo(ms, -Math.log10(ms * 0.21));

test("a find is followed by a look soon, looks in vain come ever later, up to the poll interval", () => {
  const pace = new PollBackoff(100);
  const waits = [true, false, false, false, false, false, false].map((hasFound) => pace.next(hasFound));
  expect(waits).toEqual([3, 6, 12, 24, 48, 96, 100].map(near));
});

test("before anything was found, the poll interval holds, and doubles after ten looks in vain until tasks are added", () => {
  const pace = new PollBackoff(1_000);
  const waits = Array.from({ length: 11 }, () => pace.next(false));
  expect(waits).toEqual([...Array.from({ length: 10 }, () => near(1_000)), near(2_000)]);
  pace.quicken();
  expect(pace.next(false)).toEqual(near(1_000));
});

test("tries after errors come ever later, up to five seconds, and soon again when the database has answered", () => {
  const pace = new PollBackoff(1_000);
  const first = pace.retry();
  expect(first).toBeGreaterThanOrEqual(100);
  expect(first).toBeLessThanOrEqual(200);
  for (let n = 0; n < 10; n++) pace.retry();
  expect(pace.retry()).toBeGreaterThanOrEqual(2_500);
  expect(pace.retry()).toBeLessThanOrEqual(5_000);
  pace.recover();
  expect(pace.retry()).toBeLessThanOrEqual(200);
});
