import { expect, test } from "vitest";
import { makeStatus, makeTask } from "../../../../packages/react/test/support/makeTask.ts";
import { hasGoneOn } from "./hasGoneOn.ts";

const nowMs = Date.parse("2026-01-01T10:00:00Z");
const running = makeTask("a", { status: "PROCESSING" });

test("a running task that the complete list of running tasks lacks has gone on", () => {
  expect(hasGoneOn(running, makeStatus([makeTask("b", { status: "PROCESSING" })]), nowMs)).toBe(true);
});

test("a list that is cut says nothing about the tasks that it lacks", () => {
  const status = makeStatus([makeTask("b", { status: "PROCESSING" })]);
  expect(hasGoneOn(running, { ...status, counts: { ...status.counts, processing: 51 } }, nowMs)).toBe(false);
});

test("a waiting task has gone on only if the lists of waiting and of scheduled tasks are both complete", () => {
  const status = makeStatus([]);
  const waiting = makeTask("a");
  expect(hasGoneOn(waiting, status, nowMs)).toBe(true);
  expect(hasGoneOn(waiting, { ...status, counts: { ...status.counts, scheduled: 51 } }, nowMs)).toBe(false);
});

test("a finished task stays as it is", () => {
  expect(hasGoneOn(makeTask("a", { status: "COMPLETED" }), makeStatus([]), nowMs)).toBe(false);
});
