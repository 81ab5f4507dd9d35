import type { TaskDetail } from "@package/api";
import { expect, test } from "vitest";
import { makeTask } from "../../../../../packages/react/test/support/makeTask.ts";
import { buildTimeline } from "./buildTimeline.ts";

const at = (second: number) => new Date(Date.parse("2026-01-01T10:00:00Z") + second * 1_000).toISOString();

function detail(change: Partial<TaskDetail>): TaskDetail {
  return {
    ...makeTask("a", { createdAt: at(0), startedAt: null, finishedAt: null }),
    resultNote: null,
    reference: null,
    tags: [],
    scheduleName: null,
    scheduledSlot: null,
    attemptHistory: [],
    logs: [],
    explanation: null,
    ...change,
  };
}

const failure = (attempt: number, from: number, to: number) => ({
  attempt,
  outcome: "FAILED",
  errorClass: null,
  errorCode: null,
  errorMessage: "no",
  errorCauses: [],
  provider: null,
  startedAt: at(from),
  finishedAt: at(to),
});

/** "wait 0-3", "2 failed 5-7", with "…" where the step lasts. */
const read = (task: TaskDetail) =>
  buildTimeline(task).map(({ kind, attempt, outcome, startMs, endMs }) => {
    const second = (ms: number) => (ms - Date.parse(at(0))) / 1_000;
    return `${kind === "wait" ? "wait" : `${attempt} ${outcome}`} ${second(startMs)}-${endMs === null ? "…" : second(endMs)}`;
  });

test("a new task waits", () => {
  expect(read(detail({}))).toEqual(["wait 0-…"]);
});

test("a running task has waited, and runs", () => {
  expect(read(detail({ status: "PROCESSING", attempts: 1, startedAt: at(3) }))).toEqual(["wait 0-3", "1 running 3-…"]);
});

test("between attempts the task waits", () => {
  const task = detail({
    status: "COMPLETED",
    attempts: 2,
    startedAt: at(30),
    finishedAt: at(41),
    attemptHistory: [failure(1, 1, 5)],
  });
  expect(read(task)).toEqual(["wait 0-1", "1 failed 1-5", "wait 5-30", "2 completed 30-41"]);
});

test("a task that will be retried waits now", () => {
  const task = detail({ status: "FAILED", attempts: 1, startedAt: at(1), attemptHistory: [failure(1, 1, 5)] });
  expect(read(task)).toEqual(["wait 0-1", "1 failed 1-5", "wait 5-…"]);
});

test("a failed task ends with its last attempt", () => {
  const task = detail({
    status: "MAX_RETRIES_REACHED",
    startedAt: at(1),
    finishedAt: at(5),
    attemptHistory: [failure(1, 1, 5)],
  });
  expect(read(task)).toEqual(["wait 0-1", "1 failed 1-5"]);
});

test("a task that was cancelled before it ran has only waited", () => {
  expect(read(detail({ status: "CANCELLED", finishedAt: at(9) }))).toEqual(["wait 0-9"]);
});
