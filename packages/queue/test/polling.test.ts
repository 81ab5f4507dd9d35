import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { claimReadyTask } from "../src/claiming/claimReadyTask.ts";
import { type Database, prismaDatabase } from "../src/database/database.ts";
import { defineWorker, defineWorkers, type PrismaClientLike, QueueService } from "../src/index.ts";
import { interceptClient, isClaim, isFullScan, isScan } from "./support/interceptClient.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();
const never = 600_000;
const patient = { leaseMs: never, pollMs: never, sweepMs: never };
const logger = { info: () => {}, warn: () => {}, error: () => {} };
const workers = defineWorkers({ QUICK: defineWorker({ run: () => null }) });
const quick = (count: number, options = {}) =>
  Array.from({ length: count }, (_, n) => ({ type: "QUICK" as const, data: n, ...options }));

/** Counts the claims of a service, and waits until the next one is a while away. */
function countClaims(client: PrismaClientLike = queues.database.db) {
  const claims = { count: 0 };
  let lastAt = performance.now();
  const counting = interceptClient(client, (text, run) => {
    if (isClaim(text)) {
      claims.count++;
      lastAt = performance.now();
    }
    return run();
  });
  // Empty polls double their wait, give or take a tenth: some 768 ms after the last one, then 1,536. In between, none is near.
  const untilQuiet = () =>
    until(
      () => performance.now() - lastAt,
      (ms) => ms >= 1_100,
    );
  return { claims, client: counting, untilQuiet };
}

const countCompleted = () => queues.database.db.queueTask.count({ where: { status: "COMPLETED" } });

test("a single new task costs an idle runner one claim", async () => {
  const { claims, client } = countClaims();
  const queue = new QueueService(client, { ...patient, workers, logger });
  const runner = queue.start();
  await until(
    () => runner.stats().lastContactMs,
    (ms) => ms !== undefined,
  );
  const { id } = await queue.addToQueue("QUICK", 1);
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED" });
  expect(claims.count).toBe(2);
  await queue.close();
});

test("single tasks that keep coming do not keep a runner from polling", async () => {
  const queue = queues.open(workers, { pollMs: 100 });
  queue.start();
  const unannounced = await queues.database.db.queueTask.create({ data: { type: "QUICK", data: "unannounced" } });
  await until(
    async () => {
      await queue.addToQueue("QUICK", 1);
      return queue.readFromQueue(unannounced.id);
    },
    (task) => task?.status === "COMPLETED",
  );
});

const mustWait: [what: string, change: object][] = [
  ["is scheduled for later", { scheduledFor: new Date(Date.now() + 60_000) }],
  ["has no attempts left", { attempts: 3 }],
  ["crashed its process twice", { crashCount: 2 }],
  ["has a concurrency key", { concurrencyKey: "k" }],
  ["is of another type", { type: "OTHER" }],
  ["is finished", { status: "COMPLETED", finishedAt: new Date() }],
];
test.for(mustWait)("a task that %s is not claimed by its id", async ([, change]) => {
  const { db } = queues.database;
  const { id } = await db.queueTask.create({ data: { type: "QUICK", data: 1, ...change } });
  expect(await claimReady(prismaDatabase(db), id)).toEqual([]);
});

test("a task of a paused type is not claimed by its id until the type is resumed", async () => {
  const { db } = queues.database;
  const queue = queues.open(workers);
  await queue.pauseType("QUICK");
  const { id } = await queue.addToQueue("QUICK", 1);
  expect(await claimReady(prismaDatabase(db), id)).toEqual([]);
  await queue.resumeType("QUICK");
  expect(await claimReady(prismaDatabase(db), id)).toMatchObject([{ id }]);
});

function claimReady(database: Database, id: string) {
  const lease = { token: randomUUID(), holder: "test", leaseMs: 60_000 };
  return claimReadyTask(database, { ...lease, task: { id, type: "QUICK" }, timeoutMs: 0, isAhead: false });
}

test("a single task with a concurrency key starts without waiting for a poll", async () => {
  const queue = queues.open(workers, patient);
  const runner = queue.start();
  await until(
    () => runner.stats().lastContactMs,
    (ms) => ms !== undefined,
  );
  const { id } = await queue.addToQueue("QUICK", 1, { concurrencyKey: "k" });
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED" });
});

test("the first claim after a type was resumed finds its tasks, however long ago they were due", async () => {
  // The slower a full scan, the longer the runner waits before the next one: two seconds here.
  const slow = interceptClient(queues.database.db, async (text, run) => {
    if (isFullScan(text)) await sleep(100);
    return run();
  });
  const { claims, client, untilQuiet } = countClaims(slow);
  const queue = new QueueService(client, { ...patient, workers, logger });
  queue.start();
  await queue.addManyToQueue(quick(20));
  await until(countCompleted, (count) => count === 20);
  await untilQuiet();
  const createdAt = new Date(Date.now() - 10_000);
  const { id } = await queues.database.db.queueTask.create({ data: { type: "QUICK", data: "old", createdAt } });
  let claimsUntilStart = 0;
  queue.on("started", () => {
    claimsUntilStart = claims.count;
  });
  claims.count = 0;
  await queue.resumeType("QUICK");
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED" });
  expect(claimsUntilStart).toBe(1);
  await queue.close();
});

test("every task of a backlog runs once", async () => {
  const queue = queues.open(workers, patient);
  await queue.addManyToQueue([...quick(1_500, { priority: 3 }), ...quick(1_500)]);
  queue.start({ concurrency: 100 });
  await until(countCompleted, (count) => count === 3_000);
  await queue.close();
  expect(await queues.database.db.queueTask.count({ where: { attempts: 1 } })).toBe(3_000);
});

test("a task of a priority that the runner has not seen before overtakes the backlog", async () => {
  const slow = defineWorkers({
    SLOW: defineWorker({ run: () => sleep(5) }),
  });
  const queue = queues.open(slow, { pollMs: never });
  await queue.addManyToQueue(Array.from({ length: 500 }, (_, n) => ({ type: "SLOW" as const, data: n })));
  queue.start({ concurrency: 2 });
  await until(countCompleted, (count) => count > 20);
  const urgent = await queue.addToQueue("SLOW", "urgent", { priority: 9 });
  expect(await queue.waitForTask(urgent.id)).toMatchObject({ status: "COMPLETED" });
  expect(await countCompleted()).toBeLessThan(500);
});

test("while a type is at its limit, the runner does not poll whenever a task of another type ends", async () => {
  const { claims, client, untilQuiet } = countClaims();
  const ends: (() => void)[] = [];
  const mixed = defineWorkers({
    LIMITED: defineWorker({ concurrency: 1, run: () => new Promise<void>((end) => ends.push(end)) }),
    OTHER: defineWorker({ run: () => new Promise<void>((end) => ends.push(end)) }),
  });
  const queue = new QueueService(client, { ...patient, workers: mixed, logger, notify: false });
  await queue.addManyToQueue([
    { type: "LIMITED", data: 1 },
    ...[1, 2, 3].map((data) => ({ type: "OTHER" as const, data })),
  ]);
  queue.start({ concurrency: 10 });
  await until(
    () => ends.length,
    (length) => length === 4,
  );
  await untilQuiet();
  claims.count = 0;
  for (const end of ends.slice(1)) end();
  await until(countCompleted, (count) => count === 3);
  expect(claims.count).toBe(0);
  ends[0]?.();
  await queue.close();
});

test("a type at its limit continues as soon as one of its tasks ends, although the runner polled for others before", async () => {
  const ends: (() => void)[] = [];
  const mixed = defineWorkers({
    LIMITED: defineWorker({ concurrency: 1, run: () => new Promise<void>((end) => ends.push(end)) }),
    OTHER: defineWorker({ run: () => null }),
  });
  const queue = queues.open(mixed, { pollMs: never });
  await queue.addManyToQueue([1, 2].map((data) => ({ type: "LIMITED" as const, data })));
  queue.start({ concurrency: 10 });
  await until(
    () => ends.length,
    (length) => length === 1,
  );
  const others = await queue.addManyToQueue([1, 2].map((data) => ({ type: "OTHER" as const, data })));
  await Promise.all(others.map(({ id }) => queue.waitForTask(id)));
  ends[0]?.();
  await until(
    () => ends.length,
    (length) => length === 2,
  );
  ends[1]?.();
});

test("a slot of a full type that becomes free while the runner polls for others is filled without waiting for the next poll", async () => {
  const ends: (() => void)[] = [];
  let onScan = () => {};
  const client = interceptClient(queues.database.db, async (text, run) => {
    const answer = await run();
    if (isScan(text)) onScan();
    return answer;
  });
  const mixed = defineWorkers({
    LIMITED: defineWorker({ concurrency: 1, run: () => new Promise<void>((end) => ends.push(end)) }),
    OTHER: defineWorker({ run: () => null }),
  });
  const queue = new QueueService(client, { ...patient, workers: mixed, logger });
  const runner = queue.start();
  await until(
    () => runner.stats().lastContactMs,
    (ms) => ms !== undefined,
  );
  await queue.addToQueue("LIMITED", 1);
  await until(
    () => ends.length,
    (length) => length === 1,
  );
  await queues.database.db.queueTask.create({ data: { type: "LIMITED", data: 2 } });
  onScan = () => {
    ends[0]?.();
    onScan = () => {};
  };
  await queue.addManyToQueue([1, 2].map((data) => ({ type: "OTHER" as const, data })));
  await until(
    () => ends.length,
    (length) => length === 2,
  );
  ends[1]?.();
  await queue.close();
});

test("under a mixed load over three services every task starts within two poll intervals and a second of its due time", async () => {
  const seed = Date.now() % 100_000;
  const random = fc.sample(fc.integer({ min: 0, max: 999 }), { seed, numRuns: 600 });
  const both = defineWorkers({ A: defineWorker({ run: () => null }), B: defineWorker({ run: () => null }) });
  const pollMs = 200;
  const queue = queues.open(both, { pollMs, connectionString: queues.database.url });
  queue.start({ concurrency: 20 });
  queues.open(both, { pollMs }).start({ concurrency: 20 });
  queues.open({ A: both.A }, { pollMs, notify: false }).start({ concurrency: 20 });
  const adding: Promise<unknown>[] = [];
  for (const [index, draw] of random.entries()) {
    const type = draw % 2 === 0 ? "A" : "B";
    const options = { priority: (draw % 7) - 3, ...(draw % 5 === 0 ? { delayMs: draw } : {}) };
    const entries = Array.from({ length: (draw % 6) + 1 }, () => ({ type, data: draw, ...options }) as const);
    if (draw % 3 === 0) adding.push(queue.addManyToQueue(entries));
    else if (draw % 3 === 1) adding.push(queue.addToQueue(type, draw, options));
    else adding.push(queues.database.db.$transaction((tx) => queue.addToQueue(type, draw, { ...options, tx })));
    if (index % 10 === 0) await sleep(draw % 100);
  }
  await Promise.all(adding);
  await until(
    () => queues.database.db.queueTask.count({ where: { status: { not: "COMPLETED" } } }),
    (left) => left === 0,
  );
  const [late] = await queues.database.db.$queryRaw<{ ms: number }[]>`SELECT max(extract(epoch FROM "startedAt" -
    coalesce("scheduledFor", "createdAt")) * 1000)::float8 AS ms FROM "QueueTask"`;
  expect(late?.ms, `seed ${seed}`).toBeLessThan(2 * pollMs + 1_000);
});
