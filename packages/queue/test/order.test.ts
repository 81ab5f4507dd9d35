import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { claimTasks } from "../src/claiming/claimTasks.ts";
import { prismaDatabase } from "../src/database/database.ts";
import { pgDatabase } from "../src/database/pgDatabase.ts";
import { defineWorker, defineWorkers } from "../src/index.ts";
import { countRuns } from "./support/countRuns.ts";
import { setUpTestClock } from "./support/setUpTestClock.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();
const clock = setUpTestClock(queues);
const workers = defineWorkers({ A: defineWorker({ run: () => null }), B: defineWorker({ run: () => null }) });

/** Runs every due task, one at a time, and returns their data in the order of the starts. */
async function runAll(count: number): Promise<unknown[]> {
  const started: string[] = [];
  const queue = queues.open(workers);
  queue.on("started", ({ id }) => started.push(id));
  queue.start({ concurrency: 1 });
  await until(
    () => started.length,
    (n) => n >= count,
  );
  const rows = await queues.database.db.queueTask.findMany();
  return started.map((id) => rows.find((row) => row.id === id)?.data);
}

test("higher priorities run first over all types, equals in the order of adding, null as 0", async () => {
  const queue = queues.open(workers);
  await queue.addToQueue("A", "zero 1");
  await queue.addToQueue("B", "zero 2");
  await queue.addToQueue("A", "low", { priority: -1 });
  await queue.addToQueue("A", "high A", { priority: 5 });
  await queue.addToQueue("B", "higher B", { priority: 6 });
  const nulled = await queue.addToQueue("A", "null");
  await queues.database.db.queueTask.update({ where: { id: nulled.id }, data: { priority: null } });
  await queue.addToQueue("B", "zero 3");
  expect(await runAll(7)).toEqual(["higher B", "high A", "zero 1", "zero 2", "null", "zero 3", "low"]);
});

test("a task scheduled for later waits, however high its priority", async () => {
  const queue = queues.open(workers);
  const later = await queue.addToQueue("A", "later", { priority: 100, delayMs: 3_600_000 });
  await queue.addToQueue("A", "now", { priority: -100 });
  expect(await runAll(1)).toEqual(["now"]);
  expect(await queue.readFromQueue(later.id)).toMatchObject({ status: "PENDING", attempts: 0 });
});

test("many distinct priorities run in their order, and those of the future wait among them", async () => {
  const queue = queues.open(workers);
  const priorities = Array.from({ length: 40 }, (_, n) => (n * 17) % 40);
  await queue.addManyToQueue(priorities.map((priority) => ({ type: "A" as const, data: priority, priority })));
  await queue.addToQueue("A", "later", { priority: 5, delayMs: 3_600_000 });
  expect(await runAll(40)).toEqual(Array.from({ length: 40 }, (_, n) => 39 - n));
});

test("a claim reads few priorities, however many there are", async () => {
  const { db, url } = queues.database;
  await db.$executeRaw`INSERT INTO "QueueTask" (id, type, data, priority, "updatedAt")
    SELECT 'task' || n, 'A', '1', n, now() FROM generate_series(1, 2000) n`;
  await db.$executeRaw`ANALYZE "QueueTask"`;
  const countScans = async () => {
    const [index] = await db.$queryRaw<
      { scans: number }[]
    >`SELECT idx_scan::int AS scans FROM pg_stat_user_indexes WHERE indexrelname = 'QueueTask_claim_idx'`;
    return index?.scans ?? 0;
  };
  const before = await countScans();
  const own = pgDatabase(url, { connections: 1 });
  const wanted = [{ type: "A", limit: 5, timeoutMs: 0 }];
  const request = {
    token: randomUUID(),
    holder: "test",
    leaseMs: 60_000,
    wanted,
    limit: 5,
    allowsQuarantined: true,
    startable: 1_000,
    minWaitMs: 0,
  };
  const claimed = await claimTasks(own, request);
  await own.close(); // what a session counted is known when it ends
  expect(claimed.map(({ priority }) => priority)).toEqual([2000, 1999, 1998, 1997, 1996]);
  const after = await until(countScans, (scans) => scans > before);
  expect(after - before).toBeLessThan(100);
});

test("a type with less capacity than the runner is claimed up to its own limit, over all its priorities", async () => {
  const { db } = queues.database;
  const queue = queues.open(workers);
  await queue.addManyToQueue([1, 3, 2].map((priority) => ({ type: "A" as const, data: priority, priority })));
  await queue.addManyToQueue([4, 0].map((priority) => ({ type: "B" as const, data: priority, priority })));
  const claimed = await claimTasks(prismaDatabase(db), {
    ...{
      token: randomUUID(),
      holder: "test",
      leaseMs: 60_000,
      limit: 10,
      allowsQuarantined: true,
      startable: 1_000,
      minWaitMs: 0,
    },
    wanted: [
      { type: "A", limit: 2, timeoutMs: 0 },
      { type: "B", limit: 10, timeoutMs: 0 },
    ],
  });
  expect(claimed.map(({ data }) => data)).toEqual([4, 3, 2, 0]);
  expect(await db.queueTask.count({ where: { status: "PENDING" } })).toBe(1);
});

test("a claim of tasks that have been due for long takes the longest due first, whatever their priority", async () => {
  const { db } = queues.database;
  const queue = queues.open(workers);
  const added = await queue.addManyToQueue([1, 2, 3].map((n) => ({ type: "A" as const, data: n, priority: n })));
  const minutesAgo = [10, 30, 20];
  for (const [index, { id }] of added.entries())
    await db.queueTask.update({
      where: { id },
      data: { scheduledFor: new Date(Date.now() - (minutesAgo[index] ?? 0) * 60_000) },
    });
  const claimed = await claimTasks(prismaDatabase(db), {
    ...{
      token: randomUUID(),
      holder: "test",
      leaseMs: 60_000,
      limit: 10,
      allowsQuarantined: true,
      startable: 1_000,
      minWaitMs: 60_000,
    },
    wanted: [{ type: "A", limit: 10, timeoutMs: 0 }],
  });
  expect(claimed.map(({ data }) => data)).toEqual([2, 3, 1]);
});

test("a row that the application inserted itself through Prisma is a task like any other", async () => {
  const { id } = await queues.database.db.queueTask.create({ data: { type: "A", data: { own: true } } });
  await runAll(1);
  await until(
    () => queues.open(workers).readFromQueue(id),
    (task) => task?.status === "COMPLETED",
  );
});

test("a type that a process does not know is never touched by it", async () => {
  const queue = queues.open({ A: workers.A });
  const other = await queues.open(workers).addToQueue("B", 1);
  queue.start();
  const own = await queue.addToQueue("A", 1);
  await queue.waitForTask(own.id);
  expect(await queue.readFromQueue(other.id)).toMatchObject({ status: "PENDING", attempts: 0 });
  await expect(queue.processJob(other.id)).rejects.toMatchObject({ code: "UNKNOWN_TASK_TYPE" });
});

test("tasks of a paused type wait in every process until it is resumed", async () => {
  const queue = queues.open(workers);
  await queue.pauseType("A", "provider migration");
  const paused = await queue.addToQueue("A", 1);
  queue.start();
  const other = await queue.addToQueue("B", 1);
  await queue.waitForTask(other.id);
  // Until the runner has registered, there is a second reason: no process runs the type.
  const explanation = await until(
    () => queue.explainTask(paused.id),
    ({ reasons }) => reasons.length === 1,
  );
  expect(explanation).toMatchObject({
    status: "PENDING",
    reasons: [{ code: "PAUSED", message: expect.stringContaining("provider migration") }],
  });
  expect(await queue.resumeType("A")).toBe(true);
  expect(await queue.waitForTask(paused.id)).toMatchObject({ status: "COMPLETED" });
});

test("the explanation of a paused task says who paused its type, why and until when, and not after the pause has ended", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("A", 1);
  const pausedCode = async () => (await queue.explainTask(id)).reasons.find(({ code }) => code === "PAUSED")?.message;
  const now = await clock.now();
  const endsAt = new Date(now.getTime() + 3_600_000);
  await queue.pauseType("A", { actor: "olga", reason: "provider migration", until: endsAt });
  expect(await pausedCode()).toBe(
    `Tasks of type A are paused by olga: provider migration. The pause ends at ${endsAt.toISOString()}. Call resumeType("A") to end it now.`,
  );
  await queue.pauseType("A", { actor: "olga" });
  expect(await pausedCode()).toBe(`Tasks of type A are paused by olga. Call resumeType("A") to resume them.`);
  await queue.pauseType("A", { until: endsAt });
  await clock.advanceMs(3_600_001);
  expect(await pausedCode()).toBeUndefined();
});

test("at most one of the tasks with the same concurrency key runs at a time, over several services", async () => {
  let running = 0;
  let most = 0;
  const keyed = defineWorkers({
    KEYED: defineWorker({
      run: async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running--;
      },
    }),
  });
  const services = [queues.open(keyed, { connectionString: queues.database.url }), queues.open(keyed)];
  const [queue] = services;
  const tasks =
    (await queue?.addManyToQueue(
      Array.from({ length: 20 }, (_, n) => ({ type: "KEYED" as const, data: n, concurrencyKey: "tenant-1" })),
    )) ?? [];
  for (const service of services) service.start({ concurrency: 5 });
  await Promise.all(tasks.map(({ id }) => queue?.waitForTask(id)));
  expect(most).toBe(1);
});

test("processJob of a task whose concurrency key is busy says so", async () => {
  const hanging = defineWorkers({
    HANG: defineWorker({ run: (_, { signal }) => new Promise((end) => signal.addEventListener("abort", end)) }),
  });
  const queue = queues.open(hanging);
  const [first, second] = await queue.addManyToQueue([
    { type: "HANG", data: 1, concurrencyKey: "k" },
    { type: "HANG", data: 2, concurrencyKey: "k" },
  ]);
  const running = queue.processJob(first?.id as string);
  await until(
    () => queue.hasProcessingTasks(),
    (isBusy) => isBusy,
  );
  await expect(queue.processJob(second?.id as string)).rejects.toThrow(
    "another task with its concurrencyKey is running",
  );
  await queue.cancelTask(first?.id as string);
  await running;
});

test("a pause with a reason that cannot be stored is refused by name", async () => {
  const queue = queues.open(workers);
  await expect(queue.pauseType("A", "\0")).rejects.toThrow('Option "reason"');
  await expect(queue.resumeType("a b")).rejects.toThrow('Option "type" is "a b"');
});

test("a type with a concurrency of its own never runs more at once, and does not wait for the next poll in between", async () => {
  const { worker, readMost } = countRuns(2);
  const limited = defineWorkers({ LIMITED: worker });
  const queue = queues.open(limited, { pollMs: 600_000 });
  const tasks = await queue.addManyToQueue(
    Array.from({ length: 30 }, (_, n) => ({ type: "LIMITED" as const, data: n })),
  );
  queue.start({ concurrency: 10 });
  await Promise.all(tasks.map(({ id }) => queue.waitForTask(id)));
  expect(readMost()).toBe(2);
});

test("with notifications off, polling finds tasks and heartbeats notice cancellations", async () => {
  const silent = { connectionString: queues.database.url, notify: false, leaseMs: 400, heartbeatMs: 50 };
  const hanging = defineWorkers({
    HANG: defineWorker({ run: (_, { signal }) => new Promise((end) => signal.addEventListener("abort", end)) }),
  });
  const runner = queues.open(hanging, silent);
  runner.start();
  const elsewhere = queues.open(hanging, silent);
  const { id } = await elsewhere.addToQueue("HANG", {});
  await until(
    () => elsewhere.hasProcessingTasks(),
    (isBusy) => isBusy,
  );
  await elsewhere.cancelTask(id);
  expect(await elsewhere.waitForTask(id)).toMatchObject({ status: "CANCELLED" });
});

test("a task that has been due for more than a minute is not starved by higher priorities", async () => {
  const oneByOne = defineWorkers({ ONE: defineWorker({ concurrency: 1, run: () => null }) });
  const queue = queues.open(oneByOne, { connectionString: queues.database.url });
  const starved = await queue.addToQueue("ONE", "starved", { priority: -5 });
  await clock.advanceMs(120_000);
  const others = Array.from({ length: 40 }, (_, n) => ({ type: "ONE" as const, data: n, priority: 5 }));
  await queue.addManyToQueue(others);
  const started: string[] = [];
  queue.on("started", ({ id }) => started.push(id));
  queue.start();
  await until(
    () => started.length,
    (n) => n === 41,
  );
  expect(started.indexOf(starved.id)).toBeLessThan(15);
});
