import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { RateLimitError } from "../domain/errors/errors.ts";
import { ActiveClaim } from "./ActiveClaim.ts";

beforeEach(() => vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => vi.useRealTimers());

const task = { createdAtMs: 1_000, scheduledForMs: null, startedAtMs: 1_500 };
const newClaim = (changes: Partial<ClaimedTask> = {}) =>
  new ActiveClaim({ ...task, ...changes } as ClaimedTask, { note: () => {} });

test("the time that a claimed task waited for a slot counts as waiting, not as running", () => {
  const claim = newClaim();
  vi.advanceTimersByTime(20);
  claim.startRun();
  vi.advanceTimersByTime(300);
  expect(claim.times).toEqual({ waitMs: 520, runMs: 300 });
  claim.endRun();
  vi.advanceTimersByTime(40);
  expect(claim.times).toEqual({ waitMs: 520, runMs: 300 });
});

test("a task waits from when it was due", () => {
  const claim = newClaim({ scheduledForMs: 1_400 });
  claim.startRun();
  expect(claim.times).toEqual({ waitMs: 100, runMs: 0 });
});

test("a task that was claimed before it was due has not waited", () => {
  const claim = newClaim({ scheduledForMs: 9_000 });
  claim.startRun();
  expect(claim.times.waitMs).toBe(0);
});

test("a task that was due at an infinite time has waited for a finite one", () => {
  const claim = newClaim({ scheduledForMs: -Infinity });
  vi.advanceTimersByTime(20);
  claim.startRun();
  expect(claim.times).toEqual({ waitMs: 20, runMs: 0 });
});

test("a task that never started has waited since it was due, and not run", () => {
  const claim = newClaim();
  vi.advanceTimersByTime(20);
  expect(claim.times).toEqual({ waitMs: 520, runMs: 0 });
});

test("an interruption after the worker is done does not end the attempt again", () => {
  const claim = newClaim();
  const interrupted = vi.fn();
  claim.onInterruption(interrupted);
  claim.endRun();
  claim.lose();
  expect(interrupted).not.toHaveBeenCalled();
  expect(claim.interruption).toEqual({ kind: "lost" });
});

test("a rate limit ends an attempt only until the worker is done", () => {
  const error = new RateLimitError("OpenAI");
  const [waiting, running, done, stopped, dropped] = [newClaim(), newClaim(), newClaim(), newClaim(), newClaim()];
  running.become("running");
  done.become("running");
  done.endRun();
  stopped.stop();
  dropped.become("recording");
  expect([waiting, running, done, stopped, dropped].map((claim) => claim.limitRate(error))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(running.interruption).toEqual({ kind: "rateLimited", error });
  expect(stopped.interruption).toEqual({ kind: "stopped" });
});

test("who waits for the end of a claim goes on when it is finished, also afterwards", async () => {
  const claim = newClaim();
  const ends: string[] = [];
  const waits = ["first", "second"].map((name) => claim.untilFinished().then(() => ends.push(name)));
  claim.become("recording");
  await new Promise(setImmediate);
  expect(ends).toEqual([]);
  claim.become("finished");
  await Promise.all(waits);
  await claim.untilFinished();
  expect(ends).toEqual(["first", "second"]);
});
