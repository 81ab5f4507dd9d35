import { defineWorker, defineWorkers } from "@package/queue";
import { createTestQueue } from "@package/queue/testing";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { z } from "zod";

const day = 86_400_000;
const reported: string[] = [];
const workers = defineWorkers({
  REPORT: defineWorker({
    input: z.object({ region: z.string() }),
    run: (_data, { task }) => void reported.push(task.scheduledSlot?.toISOString() ?? "by hand"),
  }),
});

const openQueue = () =>
  createTestQueue({
    workers,
    schedules: {
      weekly: { type: "REPORT", data: { region: "EU" }, cron: "30 2 * * SUN", timeZone: "Europe/Berlin" },
    },
    url: inject("postgres").url,
  });
let kit: Awaited<ReturnType<typeof openQueue>>;
beforeEach(async () => {
  kit = await openQueue();
});
afterEach(() => kit.close());

test("the report is made every Sunday for a year, also on those on which the clock changes", async () => {
  await kit.clock.set(new Date("2026-01-01T12:00:00Z"));
  await kit.runUntilIdle(); // declares the schedules
  for (let week = 0; week < 52; week++) {
    await kit.clock.advanceMs(7 * day);
    await kit.runUntilIdle();
  }
  expect(reported).toHaveLength(52);
  expect(reported).toContain("2026-03-29T01:00:00.000Z"); // 02:30 does not exist: at 03:00, the first time after it
  expect(reported).toContain("2026-10-25T00:30:00.000Z"); // 02:30 happens twice: at the first one
});

test("after three weeks without a runner, one report stands for all that were missed", async () => {
  await kit.runUntilIdle();
  await kit.clock.advanceMs(21 * day);
  expect(await kit.runUntilIdle()).toMatchObject([{ type: "REPORT", status: "COMPLETED", scheduleName: "weekly" }]);
  const { items } = await kit.queue.schedules.listSlots("weekly");
  expect(items.map(({ outcome }) => outcome)).toEqual(["fired", "missed", "missed"]);
});
