import { expect, test } from "vitest";
import type { QueueCore } from "../core.ts";
import { QueueEventBus } from "../domain/events.ts";
import { waitForTask } from "./waitForTask.ts";

test("a task that finishes during a poll is polled again at once", async () => {
  const events = new QueueEventBus({ info() {}, warn() {}, error() {} });
  let looks = 0;
  let hasTimePassed = false;
  const query = async () => {
    if (++looks > 1) return [{ id: "t", status: "COMPLETED" }];
    setTimeout(() => {
      hasTimePassed = true;
    }, 25);
    // The task ends after the database has read it and before the result arrives.
    const times = { waitMs: 0, runMs: 0 };
    events.emit("completed", {
      id: "t",
      type: "A",
      status: "COMPLETED",
      attempt: 1,
      meta: null,
      ...times,
      result: null,
    });
    return [{ id: "t", status: "PENDING" }];
  };
  const core = { events, database: { query } } as unknown as QueueCore;
  expect(await waitForTask(core, "t", {})).toMatchObject({ status: "COMPLETED" });
  expect(hasTimePassed).toBe(false);
});
