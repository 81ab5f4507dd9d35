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
      nightly: { type: "REPORT", data: { region: "EU" }, cron: "30 2 * * *", timeZone: "Europe/Berlin" },
    },
    url: inject("postgres").url,
  });
let kit: Awaited<ReturnType<typeof openQueue>>;
beforeEach(async () => {
  kit = await openQueue();
});
afterEach(() => kit.close());

test("the report is made once a night for a year, also in the nights in which the clock changes", async () => {
  await kit.clock.set(new Date("2026-01-01T12:00:00Z"));
  await kit.runUntilIdle(); // declares the schedules
  for (let n = 0; n < 365; n++) {
    await kit.clock.advanceMs(day);
    await kit.runUntilIdle();
  }
  expect(reported).toHaveLength(365);
  expect(reported).toContain("2026-03-29T01:00:00.000Z"); // 02:30 does not exist: 03:00, the first time after it
  expect(reported).toContain("2026-10-25T00:30:00.000Z"); // 02:30 happens twice: the first one
});

test("after three days without a runner, one report stands for all that were missed", async () => {
  await kit.runUntilIdle();
  reported.length = 0;
  await kit.clock.advanceMs(3 * day);
  await kit.runUntilIdle();
  expect(reported).toHaveLength(1);
  const { items } = await kit.queue.schedules.listSlots("nightly");
  expect(items.map(({ outcome }) => outcome)).toEqual(["fired", "missed", "missed"]);
});
