import { expect, test } from "vitest";
import { makeStatus, makeTask } from "../../../../packages/react/test/support/makeTask.ts";
import { formatCount, isInTab, matchesFilter, mergeTasks, tabCounts } from "./taskTabs.ts";

const willRetry = makeTask("r", { status: "FAILED", attempts: 1 });
const failed = makeTask("f", { status: "MAX_RETRIES_REACHED" });

test("a task that will be retried is active and not failed", () => {
  expect(isInTab("active", willRetry)).toBe(true);
  expect(isInTab("failed", willRetry)).toBe(false);
  expect(isInTab("failed", failed)).toBe(true);
});

test("the counts say the same", () => {
  const status = makeStatus([willRetry, failed, makeTask("p"), makeTask("c", { status: "COMPLETED" })]);
  expect(tabCounts(status)).toEqual({ active: 2, completed: 1, failed: 1, cancelled: 0, all: 4 });
});

test("more than 1,000 tasks are shown as 1,000+", () => {
  expect([formatCount(7), formatCount(1_000), formatCount(1_001)]).toEqual(["7", "1,000", "1,000+"]);
});

const task = makeTask("abc123", {
  type: "EMAIL_SEND",
  data: { to: "ana@example.com", subject: "Hello" },
  errorMessage: "421 busy",
});

test.each(["", "  ", "hello", "ANA hello", "email_send", "abc1", "busy"])("%j finds the email", (filter) => {
  expect(matchesFilter(task, filter)).toBe(true);
});

test("all words must occur", () => {
  expect(matchesFilter(task, "hello ben")).toBe(false);
});

test("of two states of a task the newer one stays", () => {
  const merged = mergeTasks(
    [makeTask("a", { status: "COMPLETED", rev: 2 })],
    [makeTask("a", { status: "PROCESSING", rev: 1 })],
  );
  expect(merged.map(({ status }) => status)).toEqual(["COMPLETED"]);
});

test("unfinished tasks come first, then the latest", () => {
  const merged = mergeTasks([
    makeTask("done early", { status: "COMPLETED", finishedAt: "2026-01-01T10:00:00Z" }),
    makeTask("done late", { status: "COMPLETED", finishedAt: "2026-01-01T11:00:00Z" }),
    makeTask("waits", { createdAt: "2026-01-01T09:00:00Z" }),
    makeTask("waits too", { createdAt: "2026-01-01T09:30:00Z" }),
  ]);
  expect(merged.map(({ id }) => id)).toEqual(["waits too", "waits", "done late", "done early"]);
});
