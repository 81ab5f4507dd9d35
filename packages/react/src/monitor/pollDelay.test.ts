import { expect, test } from "vitest";
import { type PollState, pollDelay } from "./pollDelay.ts";

const idle: PollState = {
  failures: 0,
  retryAfterMs: undefined,
  isSignedOut: false,
  hasActive: false,
  isAwaiting: false,
  nextDueInMs: undefined,
};

test("nothing active means no further poll", () => {
  expect(pollDelay(idle)).toBe(false);
});

test("something active means a poll every 10 s", () => {
  expect(pollDelay({ ...idle, hasActive: true })).toBe(10_000);
});

test("before the first response a task counts as active", () => {
  expect(pollDelay({ ...idle, hasActive: undefined })).toBe(10_000);
});

test("failures back off from 10 to 60 s", () => {
  expect([1, 2, 3, 4, 5, 50].map((failures) => pollDelay({ ...idle, failures }))).toEqual([
    10_000, 20_000, 40_000, 60_000, 60_000, 60_000,
  ]);
});

test("a refusal says itself how long to wait", () => {
  expect(pollDelay({ ...idle, failures: 1, retryAfterMs: 45_000 })).toBe(45_000);
});

test("a refusal never makes polling faster", () => {
  expect(pollDelay({ ...idle, failures: 1, retryAfterMs: 1_000 })).toBe(10_000);
});

test("without a session there is no poll", () => {
  expect(pollDelay({ ...idle, hasActive: true, failures: 2, isSignedOut: true })).toBe(false);
});

test("while an added task is not listed, the poll interval is 2 s", () => {
  expect(pollDelay({ ...idle, isAwaiting: true })).toBe(2_000);
});

test("nothing active means no poll until the next task is due", () => {
  expect(pollDelay({ ...idle, nextDueInMs: 300_000 })).toBe(300_000);
  expect(pollDelay({ ...idle, nextDueInMs: 1 })).toBe(10_000);
});
