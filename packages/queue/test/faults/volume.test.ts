import { expect, test } from "vitest";
import { defineWorker, defineWorkers } from "../../src/index.ts";
import { collectGarbage } from "../support/collectGarbage.ts";
import { setUpTestQueues } from "../support/setUpTestQueues.ts";
import { until } from "../support/until.ts";

const queues = setUpTestQueues();

test("memory and timers stay flat over 20,000 tasks", async () => {
  const workers = defineWorkers({ NOTHING: defineWorker({ run: () => {}, timeoutMs: 60_000 }) });
  const queue = queues.open(workers, { connectionString: queues.database.url });
  queue.start({ concurrency: 20 });
  const { db } = queues.database;
  const work = async (count: number) => {
    const entries = Array.from({ length: count }, () => ({ type: "NOTHING" as const, data: {} }));
    for (let at = 0; at < count; at += 1_000) await queue.addManyToQueue(entries.slice(at, at + 1_000));
    await until(
      () => db.queueTask.count({ where: { finishedAt: null } }),
      (left) => left === 0,
      120_000,
    );
    await until(
      () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length,
      (timers) => timers <= 20,
    );
    return measure();
  };
  await work(2_000);
  const before = await work(2_000);
  const after = await work(20_000);
  expect(await db.queueTask.count({ where: { status: "COMPLETED", claimCount: 1 } })).toBe(24_000);
  expect(after.timers).toBeLessThanOrEqual(before.timers + 5);
  expect(after.heapMb - before.heapMb).toBeLessThan(30);
}, 240_000);

function measure(): { timers: number; heapMb: number } {
  for (let round = 0; round < 3; round++) collectGarbage();
  const timers = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  return { timers, heapMb: process.memoryUsage().heapUsed / 1_048_576 };
}

test("500 tasks that fail in the same second are not retried in the same second", async () => {
  const workers = defineWorkers({
    FAIL: defineWorker({
      run: () => {
        throw new Error("as asked");
      },
      backoff: { baseMs: 60_000 },
    }),
  });
  const queue = queues.open(workers);
  await queue.addManyToQueue(Array.from({ length: 500 }, () => ({ type: "FAIL" as const, data: {} })));
  queue.start({ concurrency: 50 });
  const { db } = queues.database;
  await until(
    () => db.queueTask.count({ where: { status: "FAILED" } }),
    (failed) => failed === 500,
    30_000,
  );
  const perSecond = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int FROM "QueueTask" GROUP BY floor(extract(epoch FROM "scheduledFor" - "processedAt")) ORDER BY 1 DESC`;
  // Plus or minus 20 % of a minute are 24 seconds: about 21 tasks per second.
  expect(perSecond.length).toBeGreaterThanOrEqual(20);
  expect(perSecond[0]?.count).toBeLessThan(60);
});
