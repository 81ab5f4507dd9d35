import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { z } from "zod";
import { defineWorker, defineWorkers, type EndedAttemptEvent, SnoozeError } from "../src/index.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();
const runMs = 30;

const workers = defineWorkers({
  WORK: defineWorker({
    maxAttempts: 2,
    run: async (end) => {
      await sleep(runMs);
      if (end === "fail") throw new Error("broken");
      if (end === "snooze") throw new SnoozeError(60_000);
    },
  }),
});

/** Runs one attempt of a task that has been due for two seconds. Returns the durations in the event of its end. */
async function runLate(name: "completed" | "failed" | "exhausted" | "snoozed", end: string, attempts: number) {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("WORK", end);
  await queues.database.db.$executeRaw`
    UPDATE "QueueTask" SET "createdAt" = now() - interval '1 hour', "scheduledFor" = now() - interval '2 seconds', attempts = ${attempts}
    WHERE id = ${id}`;
  const events: EndedAttemptEvent[] = [];
  queue.on(name, (event) => events.push(event));
  const startedAt = performance.now();
  await queue.processJob(id).catch(() => {});
  const tookMs = performance.now() - startedAt;
  expect(events).toEqual([expect.objectContaining({ id, attempt: attempts + 1 })]);
  const [{ waitMs, runMs }] = events as [EndedAttemptEvent];
  return { waitMs, runMs, tookMs };
}

test.each([
  ["completed", "complete", 0],
  ["failed", "fail", 0],
  ["exhausted", "fail", 1],
  ["snoozed", "snooze", 0],
] as const)(
  "the event %s says how long the attempt waited since the task was due, and how long it ran",
  async (name, end, attempts) => {
    const event = await runLate(name, end, attempts);
    expect(event.runMs).toBeGreaterThanOrEqual(runMs - 1); // timers count whole milliseconds
    expect(event.runMs).toBeLessThanOrEqual(event.tookMs);
    expect(event.waitMs).toBeGreaterThanOrEqual(2_000);
    expect(event.waitMs).toBeLessThanOrEqual(2_000 + 30_000);
  },
);

test("an attempt whose worker was not called has run for less than its worker takes", async () => {
  const { id } = await queues.open(workers).addToQueue("WORK", "text");
  const strict = queues.open({ WORK: defineWorker({ input: z.object({ to: z.string() }), run: () => sleep(1_000) }) });
  const events: EndedAttemptEvent[] = [];
  strict.on("refused", (event) => events.push(event));
  await strict.processJob(id).catch(() => {});
  expect(events).toEqual([expect.objectContaining({ id, waitMs: expect.any(Number), runMs: expect.any(Number) })]);
  expect(events[0]?.runMs).toBeLessThan(1_000);
});
