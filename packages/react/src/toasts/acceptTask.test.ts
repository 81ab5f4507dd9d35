import { expect, test } from "vitest";
import { acceptTask } from "./acceptTask.ts";

const known = { id: "a", status: "PROCESSING", attempts: 1, progress: 30, rev: 5 };

test("an unknown task is accepted as it is", () => {
  expect(acceptTask(undefined, known)).toBe(known);
});

test("a higher step is accepted", () => {
  expect(acceptTask(known, { ...known, status: "COMPLETED", rev: 6 }).status).toBe("COMPLETED");
});

test("an older rev is not accepted, whatever its status", () => {
  expect(acceptTask(known, { ...known, status: "COMPLETED", rev: 4 })).toBe(known);
});

test("without a rev a lower step is not accepted", () => {
  const { rev, ...plain } = known;
  expect(acceptTask(plain, { ...plain, status: "PENDING" })).toBe(plain);
});

test("a lower step of a later attempt is accepted", () => {
  const { rev, ...plain } = known;
  expect(
    acceptTask({ ...plain, status: "MAX_RETRIES_REACHED" }, { ...plain, status: "PROCESSING", attempts: 2 }),
  ).toMatchObject({
    status: "PROCESSING",
    attempts: 2,
  });
});

test("a later rev may go back a step: the task was put back into the queue", () => {
  expect(
    acceptTask({ ...known, status: "MAX_RETRIES_REACHED" }, { id: "a", status: "PENDING", attempts: 0, rev: 6 }),
  ).toMatchObject({
    status: "PENDING",
    attempts: 0,
  });
});

test("between two attempts a task may go back a step", () => {
  expect(acceptTask({ id: "a", status: "FAILED" }, { id: "a", status: "PROCESSING" }).status).toBe("PROCESSING");
});

test("completed is final without a rev", () => {
  const completed = { id: "a", status: "COMPLETED" };
  expect(acceptTask(completed, { id: "a", status: "PROCESSING" })).toBe(completed);
});

test("an update with fewer fields keeps the known ones", () => {
  expect(acceptTask(known, { id: "a", status: "PROCESSING", data: 1 })).toEqual({ ...known, data: 1 });
});
