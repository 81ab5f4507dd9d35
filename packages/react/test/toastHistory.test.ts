import { beforeEach, describe, expect, test, vi } from "vitest";
import { createToastHistory } from "../src/toasts/toastHistory.ts";
import { makeTask } from "./support/makeTask.ts";

const startMs = Date.parse("2026-01-01T10:00:00Z");
const at = (seconds: number) => new Date(startMs + seconds * 1_000).toISOString();
const done = (id: string, seconds = 0) => makeTask(id, { status: "COMPLETED", finishedAt: at(seconds) });

/** The history of a user for whom the browser has marks, as after an earlier visit. */
function openHistory(userId = "ana") {
  const history = createToastHistory();
  history.setUser(userId);
  return history;
}

const listed = (history: ReturnType<typeof openHistory>) =>
  history.read().map(({ taskId, isRead }) => [taskId, isRead ? "read" : "new"]);

beforeEach(() => {
  localStorage.clear();
});

describe("the notifications", () => {
  test("have the finished tasks of the server's lists, the newest first, by the server's time", () => {
    const history = openHistory();
    history.fill([], startMs);
    history.fill([done("a", 1), done("b", 2), makeTask("c")], startMs + 3_000);
    expect(listed(history)).toEqual([
      ["b", "new"],
      ["a", "new"],
    ]);
    expect([history.read()[0]?.atMs, history.unreadCount()]).toEqual([startMs + 2_000, 2]);
  });

  test("are the same after a reload and in another tab", () => {
    const history = openHistory();
    history.fill([], startMs);
    history.fill([done("a", 1), done("b", 2)], startMs + 3_000);
    history.markRead();
    const reloaded = openHistory();
    reloaded.fill([done("a", 1), done("b", 2), done("c", 4)], startMs + 5_000);
    expect(listed(reloaded)).toEqual([
      ["c", "new"],
      ["b", "read"],
      ["a", "read"],
    ]);
  });

  test("at the first visit, earlier tasks count as read", () => {
    const history = openHistory();
    history.fill([done("old", -5)], startMs);
    expect(listed(history)).toEqual([["old", "read"]]);
  });

  test("a task that becomes visible late is new, although a later one is read", () => {
    const history = openHistory();
    history.fill([], startMs);
    history.fill([done("b", 20)], startMs + 21_000);
    history.markRead();
    history.fill([done("b", 20), done("a", 19)], startMs + 22_000);
    expect(listed(history)).toEqual([
      ["b", "read"],
      ["a", "new"],
    ]);
  });

  test("reading them in another tab marks them here", () => {
    const here = openHistory();
    here.fill([], startMs);
    here.fill([done("a", 1)], startMs + 2_000);
    const there = openHistory();
    there.fill([done("a", 1)], startMs + 2_000);
    there.markRead();
    window.dispatchEvent(Object.assign(new Event("storage"), { key: "queue-notifications:ana" }));
    expect(here.unreadCount()).toBe(0);
  });

  test("cleared ones do not come back, also after a reload", () => {
    const history = openHistory();
    history.fill([], startMs);
    history.fill([done("a", 1)], startMs + 2_000);
    history.clear();
    const reloaded = openHistory();
    reloaded.fill([done("a", 1), done("b", 3)], startMs + 4_000);
    expect([listed(history), listed(reloaded)]).toEqual([[], [["b", "new"]]]);
  });

  test("a task that is retried leaves them, and is new when it finishes again", () => {
    const history = openHistory();
    history.fill([], startMs);
    history.fill([done("a", 1)], startMs + 2_000);
    history.markRead();
    history.fill([makeTask("a", { status: "PENDING", rev: 2 })], startMs + 3_000);
    expect(listed(history)).toEqual([]);
    history.fill([{ ...done("a", 5), rev: 3 }], startMs + 6_000);
    expect(listed(history)).toEqual([["a", "new"]]);
  });

  test("a deleted task and another user's tasks leave them", () => {
    const history = openHistory();
    history.fill([done("a", 1), done("b", 2)], startMs + 3_000);
    history.drop("a");
    expect(listed(history).map(([id]) => id)).toEqual(["b"]);
    history.setUser("ben");
    expect(listed(history)).toEqual([]);
  });

  test("10,000 tasks leave the last 100, and those of the last 7 days", () => {
    const history = openHistory();
    for (let index = 0; index < 10_000; index += 50)
      history.fill(
        Array.from({ length: 50 }, (_, offset) => done(`t${index + offset}`, index + offset)),
        startMs + (index + 50) * 1_000,
      );
    expect([history.read().length, history.read()[0]?.taskId]).toEqual([100, "t9999"]);
    history.fill([], startMs + 8 * 86_400_000);
    expect(history.read()).toEqual([]);
  });

  test("the same response again changes nothing", () => {
    const history = openHistory();
    history.fill([done("a", 1)], startMs + 2_000);
    const listener = vi.fn();
    history.subscribe(listener);
    const before = history.read();
    history.fill([done("a", 1)], startMs + 12_000);
    expect(listener).not.toHaveBeenCalled();
    expect(history.read()).toBe(before);
  });

  test("signing out removes the marks", () => {
    const history = openHistory();
    history.fill([done("a", 1)], startMs + 2_000);
    history.forgetUser();
    expect(localStorage.length).toBe(0);
  });
});
