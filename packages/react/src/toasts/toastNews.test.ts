import { expect, test } from "vitest";
import { makeStatus, makeTask } from "../../../../packages/react/test/support/makeTask.ts";
import { toastNews } from "./toastNews.ts";

const at = (seconds: number) => new Date(Date.parse("2026-01-01T10:00:00Z") + seconds * 1_000).toISOString();
const never = () => false;
const idsOf = (tasks: { id: string }[]) => tasks.map(({ id }) => id).sort();
const seenAt = (seconds: number, statuses = {}) => ({ statuses, atMs: Date.parse(at(seconds)) });

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
