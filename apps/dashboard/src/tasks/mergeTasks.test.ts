import { expect, test } from "vitest";
import { makeTask } from "../../test/support/makeTask.ts";
import { mergeTasks } from "./mergeTasks.ts";

test("of two states of a task the newer one stays", () => {
  const merged = mergeTasks(
    [makeTask("a", { status: "COMPLETED", rev: 2 })],
    [makeTask("a", { status: "PROCESSING", rev: 1 })],
  );
  expect(merged.map(({ status }) => status)).toEqual(["COMPLETED"]);
});

test("unfinished tasks come first, then the latest", () => {
  const merged = mergeTasks([
    makeTask("done early", { status: "COMPLETED", finishedAt: "2026-01-01T10:00:00Z" }),
    makeTask("done late", { status: "COMPLETED", finishedAt: "2026-01-01T11:00:00Z" }),
    makeTask("waits", { createdAt: "2026-01-01T09:00:00Z" }),
    makeTask("waits too", { createdAt: "2026-01-01T09:30:00Z" }),
  ]);
  expect(merged.map(({ id }) => id)).toEqual(["waits too", "waits", "done late", "done early"]);
});
