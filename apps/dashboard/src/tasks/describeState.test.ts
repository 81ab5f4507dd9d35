import { expect, test } from "vitest";
import { makeTask } from "../../../../packages/react/test/support/makeTask.ts";
import { describeNext, describeRow } from "./describeState.ts";

const nowMs = Date.parse("2026-01-01T10:00:00Z");
const at = (seconds: number) => new Date(nowMs + seconds * 1_000).toISOString();

test.each([
  ["a waiting task", makeTask("a"), null],
  ["a task that starts soon", makeTask("a", { dueAt: at(40) }), "Starts in 40 s"],
  ["a task that starts later", makeTask("a", { dueAt: at(600) }), "Starts in 10 min"],
  [
    "a task that cools down",
    makeTask("a", { dueAt: at(600), errorMessage: "OpenAI cools down" }),
    "Starts in 10 min · OpenAI cools down",
  ],
  [
    "a retry",
    makeTask("a", { status: "FAILED", dueAt: at(40), errorMessage: "421 busy" }),
    "Next attempt in 40 s · 421 busy",
  ],
  ["a retry that is due", makeTask("a", { status: "FAILED", dueAt: at(-1) }), "Next attempt in a moment"],
  ["a paused task", makeTask("a", { isPaused: true }), "Paused by an operator"],
  ["a running task", makeTask("a", { status: "PROCESSING", progressNote: "Row 7 of 9" }), "Row 7 of 9"],
  ["a task that is being cancelled", makeTask("a", { status: "PROCESSING", isCancelRequested: true }), "Cancelling…"],
  ["a failed task", makeTask("a", { status: "MAX_RETRIES_REACHED", errorMessage: "a\nb" }), "a b"],
  ["a completed task", makeTask("a", { status: "COMPLETED" }), null],
])("the row of %s says what happens", (_name, task, text) => {
  expect(describeRow(task, nowMs)).toBe(text);
});

test.each([
  ["a waiting task", makeTask("a"), "Other tasks are running.", "Other tasks are running."],
  ["a scheduled task", makeTask("a", { dueAt: at(600) }), "It is due in 10 min.", "Starts in 10 min."],
  [
    "a retry",
    makeTask("a", { status: "FAILED", dueAt: at(40), attempts: 1, maxAttempts: 3 }),
    "It failed.",
    "Next attempt in 40 s. 1 of 3 attempts failed.",
  ],
  ["a running task", makeTask("a", { status: "PROCESSING", startedAt: at(-12) }), null, "Running for 12 s."],
  [
    "a second attempt",
    makeTask("a", { status: "PROCESSING", startedAt: at(-12), attempts: 2 }),
    null,
    "Running for 12 s, attempt 2 of 3.",
  ],
  [
    "a completed task",
    makeTask("a", { status: "COMPLETED", startedAt: at(-3), finishedAt: at(-1) }),
    null,
    "Completed after 2.0 s.",
  ],
  [
    "a failed task",
    makeTask("a", { status: "MAX_RETRIES_REACHED", terminalReason: "EXHAUSTED" }),
    null,
    "All attempts failed.",
  ],
])("the page of %s says what happens next", (_name, task, explanation, text) => {
  expect(describeNext({ ...task, explanation }, nowMs)).toBe(text);
});
