import { expect, test, vi } from "vitest";
import { toastForTask } from "./toastForTask.ts";
import { createToastHistory } from "./toastHistory.ts";

const done = (id: string) => toastForTask({ id, status: "COMPLETED" });

test("the newest stands first, unread", () => {
  const history = createToastHistory();
  history.add(done("a"), 1);
  history.add(done("b"), 2);
  expect(history.read().map(({ taskId, isRead }) => [taskId, isRead])).toEqual([
    ["b", false],
    ["a", false],
  ]);
});

test("the same again is not noted twice", () => {
  const history = createToastHistory();
  const listener = vi.fn();
  history.add(done("a"), 1);
  history.subscribe(listener);
  history.add(done("a"), 2);
  expect(history.read()).toHaveLength(1);
  expect(listener).not.toHaveBeenCalled();
});

test("10,000 tasks leave 100 notes", () => {
  const history = createToastHistory();
  for (let index = 0; index < 10_000; index += 1) history.add(done(`t${index}`), index);
  expect(history.read()).toHaveLength(100);
  expect(history.read()[0]?.taskId).toBe("t9999");
});

test("reading the notes marks them", () => {
  const history = createToastHistory();
  history.add(done("a"), 1);
  history.markRead();
  expect(history.read()[0]?.isRead).toBe(true);
});
