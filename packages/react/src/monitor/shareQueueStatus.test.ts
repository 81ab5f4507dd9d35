import { expect, test } from "vitest";
import { makeTask } from "../../test/support/makeTask.ts";
import { shareTask } from "./shareQueueStatus.ts";

const known = makeTask("task1", { status: "PENDING" });

test("a task that has not changed keeps its identity, also if its data is another object", () => {
  expect(shareTask(known, { ...known, data: structuredClone(known.data) })).toBe(known);
});

test.each([
  { attempts: 2 },
  { dueAt: "2026-01-01T12:00:00.000Z" },
  { errorMessage: "Out of paper" },
  { isPaused: true },
])("a change by plain SQL that leaves rev as it was is a change: %j", (change) => {
  const task = { ...known, ...change };
  expect(shareTask(known, task)).toBe(task);
});
