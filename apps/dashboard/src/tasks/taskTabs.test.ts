import { expect, test } from "vitest";
import { makeStatus, makeTask } from "../../test/support/makeTask.ts";
import { formatCount, isInTab, tabCounts } from "./taskTabs.ts";

const willRetry = makeTask("r", { status: "FAILED", attempts: 1 });
const failed = makeTask("f", { status: "MAX_RETRIES_REACHED" });

test("a task that will be tried again is active and not failed", () => {
  expect(isInTab("active", willRetry)).toBe(true);
  expect(isInTab("failed", willRetry)).toBe(false);
  expect(isInTab("failed", failed)).toBe(true);
});

test("the counts say the same", () => {
  const status = makeStatus([willRetry, failed, makeTask("p"), makeTask("c", { status: "COMPLETED" })]);
  expect(tabCounts(status)).toEqual({ active: 2, completed: 1, failed: 1, cancelled: 0, all: 4 });
});

test("beyond 1,000 nobody has counted", () => {
  expect([formatCount(7), formatCount(1_000), formatCount(1_001)]).toEqual(["7", "1,000", "1,000+"]);
});
