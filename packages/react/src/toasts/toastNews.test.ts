import { expect, test } from "vitest";
import { makeStatus, makeTask } from "../../test/support/makeTask.ts";
import { toastNews as readNews, seenTasks } from "./toastNews.ts";

type News = typeof readNews;
const toastNews = (seen: Parameters<News>[0], lists: Parameters<News>[1], wasLeftOpen: Parameters<News>[3]) =>
  readNews(seen, lists, Date.parse(at(0)), wasLeftOpen);

const at = (seconds: number) => new Date(Date.parse("2026-01-01T10:00:00Z") + seconds * 1_000).toISOString();
const never = () => false;
const idsOf = (tasks: { id: string }[]) => tasks.map(({ id }) => id).sort();
const seenAt = (seconds: number, statuses = {}) => ({ statuses, atMs: Date.parse(at(seconds)), floorMs: 0 });

const running = makeTask("running", { status: "PROCESSING" });
const oldDone = makeTask("done", { status: "COMPLETED", finishedAt: at(-3_600) });
const oldFailed = makeTask("failed", { status: "MAX_RETRIES_REACHED", finishedAt: at(-3_600) });

test("at the first status response only active tasks are news, not finished ones", () => {
  expect(idsOf(toastNews(undefined, makeStatus([running, oldDone, oldFailed]), never))).toEqual(["running"]);
});

test("a failed task whose toast was open when the page was left gets a toast again", () => {
  const wasLeftOpen = (id: string) => id === "failed";
  expect(idsOf(toastNews(undefined, makeStatus([oldDone, oldFailed]), wasLeftOpen))).toEqual(["failed"]);
});

test("a task that started and finished between two polls is news once", () => {
  const quick = makeTask("quick", { status: "COMPLETED", finishedAt: at(4) });
  expect(idsOf(toastNews(seenAt(0), makeStatus([quick]), never))).toEqual(["quick"]);
  expect(idsOf(toastNews(seenAt(20, { quick: "COMPLETED" }), makeStatus([quick]), never))).toEqual([]);
});

test("a task that was running before and is finished now is news, whenever it finished", () => {
  expect(idsOf(toastNews(seenAt(0, { done: "PROCESSING" }), makeStatus([oldDone]), never))).toEqual(["done"]);
});

test("an old task that is listed again is no news", () => {
  expect(idsOf(toastNews(seenAt(0), makeStatus([oldDone]), never))).toEqual([]);
});

test("a task that is not listed gets no toast", () => {
  expect(toastNews(seenAt(0, { gone: "PROCESSING" }), makeStatus([]), never)).toEqual([]);
});

test("a task that finished a moment before the first response is old, also when something else changes", () => {
  const justDone = makeTask("done", { status: "COMPLETED", finishedAt: at(-1) });
  const first = makeStatus([justDone]);
  expect(idsOf(toastNews(undefined, first, never))).toEqual([]);
  const seen = seenTasks(first, { done: "COMPLETED" }, Date.parse(at(0)));
  expect(idsOf(toastNews(seen, makeStatus([justDone, running]), never))).toEqual(["running"]);
});

test("an old task that gets a place in a list of 50 is no news, however short ago it finished", () => {
  const many = Array.from({ length: 51 }, (_, index) =>
    makeTask(`t${index}`, { status: "COMPLETED", finishedAt: at(-index / 100) }),
  );
  const first = makeStatus(many.slice(0, 50));
  const statuses = Object.fromEntries(many.slice(0, 50).map(({ id }) => [id, "COMPLETED" as const]));
  const seen = seenTasks(first, statuses, Date.parse(at(0)));
  expect(idsOf(toastNews(seen, makeStatus(many.slice(1)), never))).toEqual([]);
});

test("a scheduled task is no news until it is due within 60 seconds", () => {
  const later = makeTask("later", { dueAt: at(3_600) });
  const soon = makeTask("soon", { dueAt: at(30) });
  expect(idsOf(toastNews(undefined, makeStatus([later, soon]), never))).toEqual(["soon"]);
});
