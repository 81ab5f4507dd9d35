import { expect, test } from "vitest";
import { makeStatus, makeTask } from "../../test/support/makeTask.ts";
import { placeTask, withoutTask } from "./placeTask.ts";

test("a task with a new status moves to that list, and the counts agree", () => {
  const view = placeTask(
    makeStatus([makeTask("a", { status: "PROCESSING" })]),
    makeTask("a", { status: "COMPLETED", rev: 2 }),
  );
  expect(view.processingTasks).toEqual([]);
  expect(view.completedTasks.map(({ id }) => id)).toEqual(["a"]);
  expect(view.counts).toMatchObject({ processing: 0, completed: 1 });
});

test("an older state changes nothing", () => {
  const view = makeStatus([makeTask("a", { status: "COMPLETED", rev: 5 })]);
  expect(placeTask(view, makeTask("a", { status: "PROCESSING", rev: 4 }))).toBe(view);
});

test("progress replaces the row where it stands", () => {
  const view = makeStatus([makeTask("a", { status: "PROCESSING" }), makeTask("b", { status: "PROCESSING" })]);
  const next = placeTask(view, makeTask("b", { status: "PROCESSING", progress: 50, rev: 2 }));
  expect(next.processingTasks.map(({ id, progress }) => [id, progress])).toEqual([
    ["a", null],
    ["b", 50],
  ]);
  expect(next.processingTasks[0]).toBe(view.processingTasks[0]);
});

test("a new task counts, one beyond the list is counted already", () => {
  expect(placeTask(makeStatus([]), makeTask("new")).counts.pending).toBe(1);
  expect(placeTask(makeStatus([]), makeTask("old", { status: "COMPLETED" })).counts.completed).toBe(0);
});

test("a deleted task is gone from list and count", () => {
  const view = withoutTask(makeStatus([makeTask("a")]), "a");
  expect([view.pendingTasks, view.counts.pending]).toEqual([[], 0]);
});
