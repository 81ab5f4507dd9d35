import { expect, test } from "vitest";
import { makeStatus, makeTask } from "../../test/support/makeTask.ts";
import { taskStatusesOf } from "./taskStatuses.ts";

const finished = (index: number) =>
  makeTask(`done${index}`, {
    status: "COMPLETED",
    finishedAt: new Date(1_700_000_000_000 + index * 1_000).toISOString(),
  });

test("at most the limit is kept: all active ones, then the newest finished ones", () => {
  const tasks = [
    makeTask("a"),
    makeTask("b", { status: "PROCESSING" }),
    ...Array.from({ length: 700 }, (_, index) => finished(index)),
  ];
  const statuses = taskStatusesOf({}, makeStatus(tasks));
  expect(Object.keys(statuses)).toHaveLength(500);
  expect(statuses).toMatchObject({ a: "PENDING", b: "PROCESSING", done699: "COMPLETED", done202: "COMPLETED" });
  expect(statuses.done201).toBeUndefined();
});

test("nothing changed means the same record", () => {
  const view = makeStatus([makeTask("a")]);
  const first = taskStatusesOf({}, view);
  expect(taskStatusesOf(first, structuredClone(view))).toBe(first);
});

test("10,000 tasks over time leave no more than are listed", () => {
  let statuses = taskStatusesOf({}, makeStatus([]));
  for (let index = 0; index < 10_000; index += 50) {
    const listed = Array.from({ length: 50 }, (_, offset) => finished(index + offset));
    statuses = taskStatusesOf(statuses, makeStatus(listed));
  }
  expect(Object.keys(statuses)).toHaveLength(50);
});
