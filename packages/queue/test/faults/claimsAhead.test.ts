import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { claimReadyTask } from "../../src/claiming/claimReadyTask.ts";
import { claimTasks } from "../../src/claiming/claimTasks.ts";
import { prismaDatabase } from "../../src/database/database.ts";
import { extendLeases } from "../../src/holding/extendLeases.ts";
import { markBegun } from "../../src/holding/markBegun.ts";
import { defineWorker, defineWorkers } from "../../src/index.ts";
import { rescueTasks } from "../../src/maintenance/rescueTasks.ts";
import { setUpTestClock } from "../support/setUpTestClock.ts";
import { setUpTestQueues } from "../support/setUpTestQueues.ts";
import { until } from "../support/until.ts";

const queues = setUpTestQueues();
const clock = setUpTestClock(queues);
const workers = defineWorkers({ ANY: defineWorker({ run: () => {} }) });

/** Lets the leases of the dead process expire. */
async function die(): Promise<void> {
  const database = prismaDatabase(queues.database.db);
  await clock.advanceMs(61_000);
  while ((await rescueTasks(database, 0)).rescued.length > 0);
}

/** Claims for a process that dies before it starts any of the tasks. */
async function claimAndDie(limit: number, startable: number): Promise<void> {
  const database = prismaDatabase(queues.database.db);
  await claimTasks(database, {
    ...{
      token: randomUUID(),
      holder: "dead",
      leaseMs: 60_000,
      limit,
      startable,
      allowsQuarantined: true,
      minWaitMs: 0,
    },
    wanted: [{ type: "ANY", limit, timeoutMs: 0 }],
  });
  await die();
}

const readCounts = () =>
  queues.database.db.queueTask.findMany({
    select: { status: true, attempts: true, crashCount: true, failureCount: true },
    distinct: ["status", "attempts", "crashCount", "failureCount"],
  });

// On the last attempt it is known that the tasks have not begun, so no crash is counted.
test.each([
  [1, 0],
  [2, 1],
  [3, 1],
])(
  "the death of a process ends none of 300 tasks that it claimed ahead (maxAttempts %i: crashCount %i)",
  async (maxAttempts, crashCount) => {
    const queue = queues.open(workers);
    await queue.addManyToQueue(Array.from({ length: 300 }, () => ({ type: "ANY" as const, data: {}, maxAttempts })));
    for (let death = 1; death <= 3; death++) await claimAndDie(300, 10);
    expect(await readCounts()).toEqual([{ status: "PENDING", attempts: 0, crashCount, failureCount: 0 }]);
  },
);

test("a process that dies uses an attempt of the tasks for which it had free slots", async () => {
  const queue = queues.open(workers);
  await queue.addManyToQueue(Array.from({ length: 5 }, () => ({ type: "ANY" as const, data: {} })));
  await claimAndDie(300, 5);
  expect(await readCounts()).toEqual([{ status: "FAILED", attempts: 1, crashCount: 1, failureCount: 1 }]);
});

test("a process that dies fails none of its tasks that had not started, and they have not crashed", async () => {
  const queue = queues.open(workers);
  await queue.addManyToQueue(Array.from({ length: 5 }, () => ({ type: "ANY" as const, data: {}, maxAttempts: 1 })));
  await claimAndDie(300, 5);
  expect(await readCounts()).toEqual([{ status: "PENDING", attempts: 0, crashCount: 0, failureCount: 0 }]);
});

test("a task that a notification named and that waits for a slot keeps its last attempt", async () => {
  const { id } = await queues.open(workers).addToQueue("ANY", {}, { maxAttempts: 1 });
  const database = prismaDatabase(queues.database.db);
  const lease = { token: randomUUID(), holder: "dead", leaseMs: 60_000, timeoutMs: 0 };
  await claimReadyTask(database, { ...lease, task: { id, type: "ANY" }, isAhead: true });
  await die();
  expect(await readCounts()).toEqual([{ status: "PENDING", attempts: 0, crashCount: 0, failureCount: 0 }]);
});

test("a single task that starts at once needs no mark: if its process dies, its last attempt is used", async () => {
  const queue = queues.open(workers);
  await queue.addToQueue("ANY", {}, { maxAttempts: 1 });
  await claimAndDie(300, 5);
  expect(await readCounts()).toEqual([{ status: "MAX_RETRIES_REACHED", attempts: 1, crashCount: 1, failureCount: 1 }]);
});

test("a task that was claimed ahead for its last attempt is marked before it starts", async () => {
  const seen: unknown[] = [];
  const recording = defineWorkers({
    ANY: defineWorker({
      run: async (_, { task }) => {
        seen.push((await queues.readRow(task.id)).claimedAhead);
      },
    }),
  });
  const queue = queues.open(recording);
  const tasks = await queue.addManyToQueue(
    Array.from({ length: 60 }, () => ({ type: "ANY" as const, data: {}, maxAttempts: 1 })),
  );
  // Short tasks first, so that the runner claims ahead.
  queue.start({ concurrency: 2 });
  for (const { id } of tasks) await queue.waitForTask(id);
  expect(new Set(seen)).toEqual(new Set([false]));
});

test("a task that was claimed ahead for its last attempt and is marked uses it if its process dies", async () => {
  const { db } = queues.database;
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("ANY", {}, { maxAttempts: 1 });
  const database = prismaDatabase(db);
  await claimTasks(database, {
    ...{
      token: randomUUID(),
      holder: "dead",
      leaseMs: 60_000,
      limit: 9,
      startable: 0,
      allowsQuarantined: true,
      minWaitMs: 0,
    },
    wanted: [{ type: "ANY", limit: 9, timeoutMs: 0 }],
  });
  await db.$executeRaw`UPDATE "QueueTask" SET "claimedAhead" = false`;
  await clock.advanceMs(61_000);
  const { rescued } = await rescueTasks(database, 0);
  expect(rescued).toMatchObject([{ id, status: "MAX_RETRIES_REACHED", reason: "LEASE_EXPIRED" }]);
});

test("the timeout of a task that waited for its mark begins at the mark", async () => {
  const { id } = await queues.open(workers).addToQueue("ANY", {}, { maxAttempts: 1, timeoutMs: 1_000 });
  const database = prismaDatabase(queues.database.db);
  const token = randomUUID();
  const lease = { token, holder: "alive", leaseMs: 60_000, timeoutMs: 0 };
  await claimReadyTask(database, { ...lease, task: { id, type: "ANY" }, isAhead: true });
  await clock.advanceMs(5 * 60_000);
  await extendLeases(database, [{ id, token }], 60_000);
  expect(await markBegun(database, [{ id, token }])).toEqual(["marked"]);
  const { deadlineAt } = await queues.readRow(id);
  expect((await rescueTasks(database, 0)).rescued).toEqual([]);
  expect(await markBegun(database, [{ id, token }]), "repeated after a lost reply").toEqual(["marked"]);
  expect((await queues.readRow(id)).deadlineAt).toEqual(deadlineAt);
});

test("a timeout that passes before the last attempt has started does not fail the task", async () => {
  const { id } = await queues.open(workers).addToQueue("ANY", {}, { maxAttempts: 1, timeoutMs: 1_000 });
  const database = prismaDatabase(queues.database.db);
  const token = randomUUID();
  const lease = { token, holder: "alive", leaseMs: 60_000, timeoutMs: 0 };
  await claimReadyTask(database, { ...lease, task: { id, type: "ANY" }, isAhead: true });
  await clock.advanceMs(62_000); // the timeout and the lease
  await extendLeases(database, [{ id, token }], 60_000);
  const { rescued } = await rescueTasks(database, 0);
  expect(rescued).toMatchObject([{ id, status: "PENDING", reason: "TIMEOUT" }]);
});

test("a rescued task no longer counts as claimed ahead", async () => {
  const queue = queues.open(workers);
  await queue.addManyToQueue(Array.from({ length: 3 }, () => ({ type: "ANY" as const, data: {} })));
  await claimAndDie(3, 0);
  expect(await queues.database.db.queueTask.count({ where: { claimedAhead: true } })).toBe(0);
});

test("a task whose row is locked starts when the lock is released", async () => {
  let starts = 0;
  const counting = defineWorkers({ ANY: defineWorker({ run: () => void starts++ }) });
  const queue = queues.open(counting, { connectionString: queues.database.url });
  const tasks = await queue.addManyToQueue(
    Array.from({ length: 40 }, () => ({ type: "ANY" as const, data: {}, maxAttempts: 1 })),
  );
  await queues.database.db.$transaction(async (tx) => {
    const runner = queue.start({ concurrency: 2 });
    // Claimed but not started: the runner claims ahead once it knows that tasks are short.
    const held = await until(
      () => tx.queueTask.findFirst({ where: { claimedAhead: true, status: "PROCESSING" }, orderBy: { seq: "desc" } }),
      () => true,
    );
    if (held) await tx.$queryRaw`SELECT id FROM "QueueTask" WHERE id = ${held.id} FOR UPDATE SKIP LOCKED`;
    runner.resume();
  });
  for (const { id } of tasks) expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED", attempts: 1 });
  expect(starts).toBe(40);
});
