import { expect, test } from "vitest";
import { makeStatus, makeTask } from "../../../../packages/react/test/support/makeTask.ts";
import { formatCount, isInTab, shownTabs, sortTasks, type TaskTab, tabCounts, taskTabs } from "./taskTabs.ts";

const nowMs = Date.parse("2026-01-01T10:00:00Z");
const inSeconds = (seconds: number) => new Date(nowMs + seconds * 1_000).toISOString();
const failed = makeTask("f", { status: "MAX_RETRIES_REACHED" });

const tabsOf = (task: ReturnType<typeof makeTask>): TaskTab[] => taskTabs.filter((tab) => isInTab(tab, task, nowMs));

test.each([
  ["a waiting task", makeTask("a"), ["all", "active"]],
  ["a task that starts within a minute", makeTask("a", { dueAt: inSeconds(50) }), ["all", "active"]],
  ["a task that starts later", makeTask("a", { dueAt: inSeconds(70) }), ["all", "scheduled"]],
  ["a running task", makeTask("a", { status: "PROCESSING" }), ["all", "active"]],
  [
    "a task that is retried soon",
    makeTask("a", { status: "FAILED", dueAt: inSeconds(5) }),
    ["all", "active", "retrying"],
  ],
  ["a task that is retried later", makeTask("a", { status: "FAILED", dueAt: inSeconds(900) }), ["all", "retrying"]],
  ["a task that failed permanently", failed, ["all", "failed"]],
  ["a cancelled task", makeTask("a", { status: "CANCELLED" }), ["all", "cancelled"]],
])("%s is in its tabs", (_name, task, tabs) => {
  expect(tabsOf(task)).toEqual(tabs);
});

test("the counts are the server's", () => {
  const { counts } = makeStatus([makeTask("r", { status: "FAILED" }), failed, makeTask("p")]);
  expect(tabCounts({ ...counts, scheduled: 7, completed: 900 })).toMatchObject({ all: 910, failed: 1, scheduled: 7 });
});

test("a sum of more than 1,000 tasks is shown as 1,000+", () => {
  const { counts } = makeStatus([]);
  expect(formatCount(tabCounts({ ...counts, completed: 800, failed: 800 }).all)).toBe("1,000+");
});

test("more than 1,000 tasks are shown as 1,000+", () => {
  expect([formatCount(7), formatCount(1_000), formatCount(1_001)]).toEqual(["7", "1,000", "1,000+"]);
});

test("the tab for retries is there while a task will be retried, and while it is open", () => {
  expect(shownTabs("all", { retrying: 0 })).not.toContain("retrying");
  expect(shownTabs("all", { retrying: 1 })).toContain("retrying");
  expect(shownTabs("retrying", { retrying: 0 })).toContain("retrying");
});

test("running tasks come first, then retries, due and scheduled tasks, then the finished ones, the latest first", () => {
  const tasks = [
    makeTask("done early", { status: "COMPLETED", finishedAt: inSeconds(-90) }),
    makeTask("done late", { status: "CANCELLED", finishedAt: inSeconds(-10) }),
    makeTask("tomorrow", { dueAt: inSeconds(86_400) }),
    makeTask("in an hour", { dueAt: inSeconds(3_600) }),
    makeTask("waits", { dueAt: inSeconds(-5) }),
    makeTask("waits longer", { dueAt: inSeconds(-50) }),
    makeTask("retry", { status: "FAILED", dueAt: inSeconds(30) }),
    makeTask("runs", { status: "PROCESSING", startedAt: inSeconds(-3) }),
    makeTask("runs longer", { status: "PROCESSING", startedAt: inSeconds(-30) }),
  ];
  expect(sortTasks(tasks, nowMs).map(({ id }) => id)).toEqual([
    "runs longer",
    "runs",
    "retry",
    "waits longer",
    "waits",
    "in an hour",
    "tomorrow",
    "done late",
    "done early",
  ]);
});
