import type { TaskSummary } from "@package/react";
import { expect, test } from "vitest";
import { makeTask } from "../../../../packages/react/test/support/makeTask.ts";
import { arrangeRows, noRows } from "./arrangeRows.ts";

const tasks = (...ids: string[]) => ids.map((id) => makeTask(id));
const known = (...lists: TaskSummary[][]) => new Map(lists.flat().map((task) => [task.id, task]));
const idsOf = ({ rows }: { rows: readonly { task: TaskSummary }[] }) => rows.map(({ task }) => task.id).join("");

test("a list that may move has exactly the tasks that were found", () => {
  const before = arrangeRows(noRows, tasks("a", "b"), known(tasks("a", "b")), false);
  const after = arrangeRows(before, tasks("c", "a"), known(tasks("c", "a")), false);
  expect([idsOf(after), after.newer]).toEqual(["ca", 0]);
});

test("in a held list new tasks wait, and are counted", () => {
  const before = arrangeRows(noRows, tasks("a", "b"), known(tasks("a", "b")), false);
  const after = arrangeRows(before, tasks("c", "a", "d", "b"), known(tasks("a", "b", "c", "d")), true);
  expect([idsOf(after), after.newer]).toEqual(["ab", 2]);
});

test("in a held list tasks that belong below are appended", () => {
  const before = arrangeRows(noRows, tasks("a", "b"), known(tasks("a", "b")), false);
  const after = arrangeRows(before, tasks("a", "b", "c"), known(tasks("a", "b", "c")), true);
  expect([idsOf(after), after.newer]).toEqual(["abc", 0]);
});

test("in a held list a row changes in its place", () => {
  const before = arrangeRows(noRows, tasks("a", "b"), known(tasks("a", "b")), false);
  const [b, a] = [makeTask("b", { status: "PROCESSING" }), makeTask("a")] as const;
  const after = arrangeRows(before, [b, a], known([b, a]), true);
  expect(after.rows.map(({ task }) => `${task.id} ${task.status}`)).toEqual(["a PENDING", "b PROCESSING"]);
});

test("in a held list a task that left keeps its row, in its newest state", () => {
  const before = arrangeRows(noRows, tasks("a", "b"), known(tasks("a", "b")), false);
  const done = makeTask("a", { status: "COMPLETED" });
  const after = arrangeRows(before, tasks("b"), known([done], tasks("b")), true);
  expect(after.rows.map(({ task, hasLeft }) => `${task.status} ${hasLeft}`)).toEqual([
    "COMPLETED true",
    "PENDING false",
  ]);
});

test("in a held list whose tasks all left, every found task is newer", () => {
  const before = arrangeRows(noRows, tasks("a"), known(tasks("a")), false);
  const after = arrangeRows(before, tasks("b", "c"), known(tasks("b", "c")), true);
  expect([idsOf(after), after.newer]).toEqual(["a", 2]);
});

test("an empty list is not held", () => {
  expect(idsOf(arrangeRows(noRows, tasks("a"), known(tasks("a")), true))).toBe("a");
});

test("in a held list a finished task that no list has any more keeps its state", () => {
  const done = [makeTask("a", { status: "COMPLETED" }), makeTask("b")];
  const before = arrangeRows(noRows, done, known(done), false);
  const after = arrangeRows(before, tasks("b"), known(tasks("b")), true);
  expect(after.rows.map(({ task, isGone }) => `${task.status} ${isGone}`)).toEqual([
    "COMPLETED false",
    "PENDING false",
  ]);
});

test("in a held list the row of a deleted task stays, and says that nothing is known of the task", () => {
  const before = arrangeRows(noRows, tasks("a", "b"), known(tasks("a", "b")), false);
  const after = arrangeRows(before, tasks("b"), known(tasks("b")), true);
  expect(after.rows.map(({ task, hasLeft, isGone }) => [task.id, hasLeft, isGone])).toEqual([
    ["a", true, true],
    ["b", false, false],
  ]);
});
