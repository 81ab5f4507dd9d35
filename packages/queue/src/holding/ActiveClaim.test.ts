import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { ActiveClaim } from "./ActiveClaim.ts";

beforeEach(() => vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => vi.useRealTimers());

const task = { createdAtMs: 1_000, scheduledForMs: null, startedAtMs: 1_500 } as ClaimedTask;

test("the time that a claimed task waited for a slot counts as waiting, not as running", () => {
  const claim = new ActiveClaim(task);
  vi.advanceTimersByTime(20);
  claim.start();
  vi.advanceTimersByTime(300);
  expect(claim.times).toEqual({ waitMs: 520, runMs: 300 });
});

test("a task waits from when it was due", () => {
  const claim = new ActiveClaim({ ...task, scheduledForMs: 1_400 });
  claim.start();
  expect(claim.times).toEqual({ waitMs: 100, runMs: 0 });
});

test("a task that was claimed before it was due has not waited", () => {
  const claim = new ActiveClaim({ ...task, scheduledForMs: 9_000 });
  claim.start();
  expect(claim.times.waitMs).toBe(0);
});

test("a task that was due at an infinite time has waited for a finite one", () => {
  const claim = new ActiveClaim({ ...task, scheduledForMs: -Infinity });
  vi.advanceTimersByTime(20);
  claim.start();
  expect(claim.times).toEqual({ waitMs: 20, runMs: 0 });
});

test("a task that never started has waited since it was due, and not run", () => {
  const claim = new ActiveClaim(task);
  vi.advanceTimersByTime(20);
  expect(claim.times).toEqual({ waitMs: 520, runMs: 0 });
});

test("an interruption that comes after the run is over calls nobody", () => {
  const claim = new ActiveClaim(task);
  const interrupted = vi.fn();
  claim.onInterruption(interrupted);
  claim.forgetInterruption();
  claim.lose();
  expect(interrupted).not.toHaveBeenCalled();
  expect(claim.interruption).toEqual({ kind: "lost" });
});
