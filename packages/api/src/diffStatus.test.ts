import { expect, test } from "vitest";
import { applyChange } from "../test/support/applyChange.ts";
import { makeTask, makeView } from "../test/support/makeView.ts";
import { diffStatus } from "./diffStatus.ts";
import type { QueueStatusView } from "./wire.ts";

const running = makeTask("t1", { status: "PROCESSING", progress: 10 });
const view = makeView({
  pendingTasks: [makeTask("t2"), makeTask("t3")],
  processingTasks: [running],
  missingIds: ["t9"],
});

/** The message, and whether a client that applies it has the new state. */
function send(previous: QueueStatusView | null, next: QueueStatusView) {
  const change = diffStatus(previous, next);
  if (change) expect(applyChange(previous, change)).toEqual(next);
  return change;
}

test("the first message has all tasks and all lists", () => {
  const change = send(null, view);
  expect(change?.changed.map(({ id }) => id)).toEqual(["t2", "t3", "t1"]);
  expect(Object.keys(change?.lists ?? {})).toHaveLength(8);
});

test("a state that differs only in its time sends nothing", () => {
  expect(diffStatus(view, { ...structuredClone(view), now: "2026-01-01T00:00:10.000Z" })).toBeNull();
});

test("progress sends the task alone, and no list", () => {
  const change = send(view, { ...view, processingTasks: [{ ...running, progress: 20, rev: 2 }] });
  expect(change).toMatchObject({ changed: [{ id: "t1", progress: 20 }], lists: {} });
});

test("a task that moves sends itself, and the ids of both lists", () => {
  const moved = makeTask("t2", { status: "PROCESSING", rev: 2 });
  const change = send(view, { ...view, pendingTasks: [makeTask("t3")], processingTasks: [moved, running] });
  expect(change?.changed).toEqual([moved]);
  expect(change?.lists).toEqual({ pendingTasks: ["t3"], processingTasks: ["t2", "t1"] });
});

test("another order of the same tasks sends the list", () => {
  const change = send(view, { ...view, pendingTasks: view.pendingTasks.toReversed() });
  expect(change).toMatchObject({ changed: [], lists: { pendingTasks: ["t3", "t2"] } });
});

test.each<[string, Partial<QueueStatusView>]>([
  ["counts", { counts: { ...view.counts, completed: 1 } }],
  ["missing ids", { missingIds: [] }],
  ["a user", { userId: "ben" }],
])("other %s send a message without tasks", (_what, difference) => {
  expect(send(view, { ...view, ...difference })).toMatchObject({ changed: [], lists: {}, ...difference });
});

test("a task in two lists is sent once", () => {
  const failed = makeTask("t4", { status: "FAILED" });
  expect(send(view, { ...view, retryingTasks: [failed], failedTasks: [failed] })?.changed).toEqual([failed]);
});
