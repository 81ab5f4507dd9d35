import { expect, test } from "vitest";
import { acceptTask } from "./acceptTask.ts";

const known = { id: "a", status: "PROCESSING", attempts: 1, progress: 30, rev: 5 };

test("what was not known is taken as it is", () => {
  expect(acceptTask(undefined, known)).toBe(known);
});

test("a higher step is taken", () => {
  expect(acceptTask(known, { ...known, status: "COMPLETED", rev: 6 }).status).toBe("COMPLETED");
});

test("an older state is not, however it looks", () => {
  expect(acceptTask(known, { ...known, status: "COMPLETED", rev: 4 })).toBe(known);
});

test("without a rev a lower step is not taken", () => {
  const { rev, ...plain } = known;
  expect(acceptTask(plain, { ...plain, status: "PENDING" })).toBe(plain);
});

test("a lower step of a later attempt is taken", () => {
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

test("between two attempts a task may start again", () => {
  expect(acceptTask({ id: "a", status: "FAILED" }, { id: "a", status: "PROCESSING" }).status).toBe("PROCESSING");
});

test("completed is final for who knows no better", () => {
  const completed = { id: "a", status: "COMPLETED" };
  expect(acceptTask(completed, { id: "a", status: "PROCESSING" })).toBe(completed);
});

test("news with fewer fields keeps what is known", () => {
  expect(acceptTask(known, { id: "a", status: "PROCESSING", data: 1 })).toEqual({ ...known, data: 1 });
});
