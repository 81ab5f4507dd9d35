import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { defineWorker, defineWorkers } from "../../src/index.ts";
import { setUpTestQueues } from "../support/setUpTestQueues.ts";
import { silenceRunners } from "../support/silenceRunners.ts";
import { until } from "../support/until.ts";

const queues = setUpTestQueues();
let application: pg.Client;
beforeAll(async () => {
  await queues.database.db.$executeRawUnsafe(
    `CREATE TABLE invoice (id serial PRIMARY KEY, "taskId" text NOT NULL REFERENCES "QueueTask" (id) ON DELETE CASCADE)`,
  );
  application = new pg.Client({ connectionString: queues.database.url });
  await application.connect();
});
afterAll(() => application.end());
afterEach(() => application.query("ROLLBACK"));

/** Runs a statement in a transaction that stays open. */
async function refer(taskId: string): Promise<void> {
  await application.query("BEGIN");
  await application.query(`INSERT INTO invoice ("taskId") VALUES ($1)`, [taskId]);
}

/** Lets the leases expire and the timeouts pass. */
const expire = () => queues.database.db
  .$executeRaw`UPDATE "QueueTask" SET "leaseExpiresAt" = now() - interval '1 second',
    "deadlineAt" = now() - interval '1 second' WHERE status = 'PROCESSING'`;

const isExpired = async (id: string): Promise<boolean> => {
  const [row] = await queues.database.db.$queryRaw<
    { is: boolean }[]
  >`SELECT "leaseExpiresAt" < clock_timestamp() AS is FROM "QueueTask" WHERE id = ${id}`;
  return row?.is ?? false;
};

test("the lease of a task that an open transaction references is extended", async () => {
  let runs = 0;
  let end = () => {};
  const gate = new Promise<void>((resolve) => {
    end = resolve;
  });
  const workers = defineWorkers({
    INVOICE: defineWorker({
      run: async (_, { task }) => {
        runs++;
        await refer(task.id);
        await gate;
      },
    }),
  });
  const queue = queues.open(workers, { heartbeatMs: 2_000 });
  const { id } = await queue.addToQueue("INVOICE", {});
  queue.start({ concurrency: 1 });
  await until(
    () => runs,
    (n) => n === 1,
  );
  await expire();
  await until(
    () => isExpired(id),
    (is) => !is,
  );
  await application.query("COMMIT");
  end();
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED", attempts: 1, crashCount: 0 });
  expect(runs).toBe(1);
});

test("a waiting task that an open transaction references can be claimed", async () => {
  const queue = queues.open(defineWorkers({ ANY: defineWorker({ run: () => {} }) }));
  const { id } = await queue.addToQueue("ANY", {});
  await refer(id);
  queue.start({ concurrency: 1 });
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED" });
  await application.query("COMMIT");
});

test("a task of a dead process that an open transaction references is rescued", async () => {
  const { db } = queues.database;
  const queue = queues.open(defineWorkers({ ANY: defineWorker({ run: () => {} }) }));
  const { id } = await queue.addToQueue("ANY", {});
  await db.$executeRaw`UPDATE "QueueTask" SET status = 'PROCESSING', attempts = 1, "startedAt" = now(), "leaseToken" = gen_random_uuid(),
    "leaseHolder" = 'dead', "leaseExpiresAt" = now() - interval '1 second' WHERE id = ${id}`;
  await refer(id);
  queue.start({ concurrency: 1 });
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED", attempts: 2, crashCount: 1 });
  await application.query("COMMIT");
});

/** Creates a task whose lease expired while the application had its row locked; returns what another process's rescue finds. */
async function lockBeyondLease(beforeUnlock: (end: () => void) => Promise<void>) {
  let end = () => {};
  let runs = 0;
  const gate = new Promise<void>((resolve) => {
    end = resolve;
  });
  const workers = defineWorkers({
    GATED: defineWorker({
      run: async () => {
        runs++;
        await gate;
      },
    }),
  });
  // Only the other process rescues. It spares a claim for the time of its own heartbeat, in which the runner sends many.
  const queue = queues.open(workers, { heartbeatMs: 200, leaseMs: 60_000, sweepMs: 60_000 });
  const sweeper = queues.open(defineWorkers({}), { heartbeatMs: 5_000, leaseMs: 60_000, sweepMs: 10 });
  const { id } = await queue.addToQueue("GATED", {});
  queue.start({ concurrency: 1 });
  await until(
    () => runs,
    (n) => n === 1,
  );
  await expire();
  await application.query("BEGIN");
  await application.query(`SELECT id FROM "QueueTask" WHERE id = $1 FOR UPDATE`, [id]);
  sweeper.start({ concurrency: 1 });
  await beforeUnlock(end);
  await application.query("COMMIT");
  return { queue, id, end, countRuns: () => runs };
}

test("a lease that expired while the row was locked is left to its runner, which extends it", async () => {
  const { queue, id, end, countRuns } = await lockBeyondLease(async () => {});
  await until(
    () => isExpired(id),
    (is) => !is,
  );
  end();
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED", attempts: 1, crashCount: 0 });
  expect(countRuns()).toBe(1);
});

test("an attempt that ended while the row was locked is recorded, even after its timeout", async () => {
  const { queue, id, countRuns } = await lockBeyondLease(async (end) => end());
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED", attempts: 1, crashCount: 0 });
  expect(countRuns()).toBe(1);
});

test("retryFailedQueueTasks leaves a lease that expired while the row was locked to its runner", async () => {
  const { queue, id, end, countRuns } = await lockBeyondLease(async () => {});
  const cron = queues.open(defineWorkers({}), { leaseMs: 60_000 });
  expect(await cron.retryFailedQueueTasks()).toMatchObject({ processed: 0 });
  end();
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED", attempts: 1, crashCount: 0 });
  expect(countRuns()).toBe(1);
});

test("if its runner does not report, the task is rescued as soon as the row is unlocked", async () => {
  const { id } = await lockBeyondLease(() => silenceRunners(queues.database));
  await until(
    () => queues.readRow(id),
    ({ crashCount }) => crashCount === 1,
  );
});

test("a claim that its live runner no longer has is rescued after one heartbeat", async () => {
  const { db } = queues.database;
  const queue = queues.open(defineWorkers({ ANY: defineWorker({ run: () => {} }) }), { heartbeatMs: 100 });
  const { id } = await queue.addToQueue("ANY", {}, { delayMs: 3_600_000 });
  queue.start({ concurrency: 1 });
  const { id: runnerId } = await until(
    () => db.queueRunner.findFirst(),
    (runner) => runner !== null,
  ).then((runner) => runner as { id: string });
  await db.$executeRaw`UPDATE "QueueTask" SET status = 'PROCESSING', attempts = 1, "startedAt" = now(), "leaseToken" = gen_random_uuid(),
    "leaseHolder" = ${runnerId.replace(/\/\d+$/, "")}, "leaseExpiresAt" = now() - interval '1 second' WHERE id = ${id}`;
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED", attempts: 2, crashCount: 1 });
});
