import { expect, test } from "vitest";
import { makeStatus, makeTask } from "../../test/support/makeTask.ts";
import { applyOverlay, type Overlay, pruneOverlay, pushToOverlay } from "./overlay.ts";

const nowMs = Date.parse("2026-01-01T10:01:00Z");
const status = (seconds: number, tasks = [makeTask("a", { status: "PROCESSING", rev: 3 })]) =>
  makeStatus(tasks, { now: new Date(nowMs + seconds * 1_000).toISOString() });
const none: Overlay = new Map();
const completed = makeTask("a", { status: "COMPLETED", rev: 4 });

test("a late response does not undo a newer state", () => {
  const overlay = pruneOverlay(pushToOverlay(none, "a", completed, nowMs), status(1));
  expect(applyOverlay(status(1), overlay).completedTasks.map(({ id }) => id)).toEqual(["a"]);
});

test("a response with the same state ends the overlay", () => {
  const overlay = pushToOverlay(none, "a", completed, nowMs);
  expect(pruneOverlay(overlay, status(1, [completed])).size).toBe(0);
});

test("an older state pushed late changes nothing", () => {
  const overlay = pushToOverlay(none, "a", completed, nowMs);
  expect(pushToOverlay(overlay, "a", makeTask("a", { rev: 2 }), nowMs)).toBe(overlay);
});

test("a new task stays although an older response does not list it, but not forever", () => {
  const overlay = pushToOverlay(none, "b", makeTask("b"), nowMs);
  expect(pruneOverlay(overlay, status(1)).size).toBe(1);
  expect(pruneOverlay(overlay, status(3)).size).toBe(0);
});

test("a deleted task does not come back with a late response", () => {
  const overlay = pruneOverlay(pushToOverlay(none, "a", null, nowMs), status(1));
  expect(applyOverlay(status(1), overlay).processingTasks).toEqual([]);
});
