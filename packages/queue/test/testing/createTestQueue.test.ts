import { cloneDatabase } from "@package/postgres";
import { expect, inject, onTestFinished, test } from "vitest";
import { z } from "zod";
import { defineWorker, LeaseLostError, QueueService, SnoozeError, type Workers } from "../../src/index.ts";
import { coreOf } from "../../src/QueueService.ts";
import { createTestQueue, type TestQueueOptions } from "../../src/testing/index.ts";
import { createPgClient, type PgClient } from "../../src/testing/pgClient.ts";
import { TaskDriver } from "../../src/testing/TaskDriver.ts";
import { until } from "../support/until.ts";

const silent = { info: () => {}, warn: () => {}, error: () => {} };
const hour = 3_600_000;

async function open<const TWorkers extends Workers>(
  workers: TWorkers,
  options: Partial<TestQueueOptions<TWorkers, PgClient>> = {},
) {
  const kit = await createTestQueue({ workers, url: inject("postgres").url, logger: silent, ...options });
  onTestFinished(() => kit.close());
  return kit;
}

/** Returns a promise and the function that resolves it. */
function createGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

test("a second test queue takes less than three times as long as cloning a database", async () => {
  const { url, template } = inject("postgres");
  await open({});
  // On a busy machine, one of several tries shows how long it takes.
  for (let tries = 1; ; tries++) {
    const clonesAt = performance.now();
    const clone = await cloneDatabase(url, { template, prefix: "queue_test" });
    const opensAt = performance.now();
    const kit = await open({});
    const ratio = (performance.now() - opensAt) / (opensAt - clonesAt);
    await clone.drop();
    expect(await kit.runNext()).toBeNull();
    if (ratio < 3) return;
    expect(tries, `took ${ratio} times as long`).toBeLessThan(5);
  }
}, 120_000);

test("runNext runs one attempt of the task that is first in the claim order", async () => {
  const kit = await open({ LETTER: defineWorker({ run: (data) => data }) });
  await kit.queue.addToQueue("LETTER", "second");
  await kit.queue.addToQueue("LETTER", "first", { priority: 1 });
  expect(await kit.runNext()).toMatchObject({ status: "COMPLETED", result: "first" });
  expect(await kit.runNext()).toMatchObject({ status: "COMPLETED", result: "second" });
  expect(await kit.runNext()).toBeNull();
});

test("two days pass within a second", async () => {
  const kit = await open({ LETTER: defineWorker({ run: () => {} }) });
  const liveTwoDays = async () => {
    const { id } = await kit.queue.addToQueue("LETTER", {}, { delayMs: 48 * hour });
    expect(await kit.runUntilIdle()).toEqual([]);
    await kit.clock.advanceMs(48 * hour);
    expect(await kit.runUntilIdle()).toMatchObject([{ id, status: "COMPLETED" }]);
  };
  // On a busy machine, one of several runs shows how long it takes.
  const times: number[] = [];
  for (let n = 0; n < 5; n++) {
    const beganAt = performance.now();
    await liveTwoDays();
    times.push(performance.now() - beganAt);
  }
  expect(Math.min(...times)).toBeLessThan(1_000);
});

test("retries become due, and old tasks are removed, as the clock moves", async () => {
  const kit = await open(
    {
      REPORT: defineWorker({
        backoff: { baseMs: 20 * hour, factor: 1 },
        run: (_, { attempt }) => {
          if (attempt < 3) throw new Error("not yet");
        },
      }),
      CLEAN: defineWorker({ run: () => {} }),
    },
    { retention: { completedMs: 24 * hour } },
  );
  const clean = await kit.queue.addToQueue("CLEAN", {});
  const report = await kit.queue.addToQueue("REPORT", {}, { delayMs: hour });
  expect(await kit.runUntilIdle()).toMatchObject([{ id: clean.id, status: "COMPLETED" }]);
  await kit.clock.advanceMs(hour);
  expect(await kit.runUntilIdle()).toMatchObject([{ id: report.id, status: "FAILED", attempts: 1 }]);
  await kit.clock.advanceMs(24 * hour);
  expect(await kit.runUntilIdle()).toMatchObject([{ id: report.id, status: "FAILED", attempts: 2 }]);
  await kit.clock.advanceMs(24 * hour);
  expect(await kit.runUntilIdle()).toMatchObject([{ id: report.id, status: "COMPLETED", attempts: 3 }]);
  expect(await kit.added()).toMatchObject([{ id: report.id }]);
});

test("the clock can be set, runs on, and is the clock of all connections", async () => {
  const kit = await open({ LETTER: defineWorker({ run: () => {} }) });
  const time = new Date("2031-03-30T00:59:59.500Z");
  await kit.clock.set(time);
  const { createdAt } = await kit.queue.addToQueue("LETTER", {});
  const own = new QueueService(kit.db, {
    workers: { LETTER: defineWorker({ run: () => {} }) },
    connectionString: kit.url,
  });
  const other = await own.addToQueue("LETTER", {});
  await own.close();
  const now = await kit.clock.now();
  for (const at of [createdAt, other.createdAt, now]) expect(at.getTime() - time.getTime()).toBeGreaterThanOrEqual(0);
  expect(now.getTime() - time.getTime()).toBeLessThan(10_000);
  expect(other.createdAt.getTime()).toBeGreaterThan(createdAt.getTime());
});

test("a process that crashes during a task writes nothing more, and the task runs again when its lease has expired", async () => {
  const gate = createGate();
  const signals: AbortSignal[] = [];
  let ended = 0;
  const kit = await open({
    EXPORT: defineWorker({
      run: async (_, { attempt, signal, log, progress, addToQueue }) => {
        signals.push(signal);
        if (attempt > 1) return "second";
        await gate.opened;
        log("info", "after the crash");
        progress(50);
        ended++;
        await addToQueue("EXPORT", { isAfterTheCrash: true });
        ended++;
        return "first";
      },
    }),
  });
  const { id } = await kit.queue.addToQueue("EXPORT", {});
  const run = kit.runNext();
  expect(await kit.whenRunning("EXPORT")).toMatchObject({ id, attempts: 1 });
  await kit.crashDuring(id);
  expect(await run).toMatchObject({ id, status: "PROCESSING" });
  gate.open();
  await until(
    () => ended,
    (count) => count === 1,
  );
  expect(await kit.runUntilIdle()).toEqual([]);
  await kit.clock.advanceMs(31_000);
  expect(await kit.runUntilIdle()).toMatchObject([{ id, attempts: 2, result: "second", crashCount: 1 }]);
  expect(await kit.added()).toHaveLength(1);
  expect([ended, signals[0]?.aborted]).toEqual([1, false]);
  expect(await kit.db.$queryRawUnsafe(`SELECT * FROM "QueueTaskLog"`)).toEqual([]);
});

test("a task that loses its lease is aborted, its outcome is discarded, and it runs again", async () => {
  const reasons: unknown[] = [];
  const kit = await open({
    EXPORT: defineWorker({
      run: async (_, { attempt, signal }) => {
        if (attempt > 1) return "second";
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        reasons.push(signal.reason);
        return "first";
      },
    }),
  });
  const { id } = await kit.queue.addToQueue("EXPORT", {});
  const run = kit.runNext();
  await kit.whenRunning("EXPORT");
  await kit.loseLease(id);
  await run;
  await until(
    () => reasons,
    ([reason]) => reason instanceof LeaseLostError,
  );
  expect(await kit.runUntilIdle()).toMatchObject([{ id, attempts: 2, result: "second" }]);
});

test("a task that runs while the clock moves keeps its lease, and ends at its timeout", async () => {
  const kit = await open({
    EXPORT: defineWorker({ timeoutMs: hour, maxAttempts: 1, run: (_, { signal }) => waitForAbort(signal) }),
  });
  const { id } = await kit.queue.addToQueue("EXPORT", {});
  const run = kit.runNext();
  await kit.whenRunning("EXPORT");
  await kit.clock.advanceMs(hour / 2);
  expect(await kit.runUntilIdle()).toEqual([]);
  expect(await kit.queue.readFromQueue(id)).toMatchObject({ status: "PROCESSING" });
  await kit.clock.advanceMs(hour / 2);
  expect(await run).toMatchObject({ status: "MAX_RETRIES_REACHED", terminalReason: "TIMEOUT" });
});

const waitForAbort = (signal: AbortSignal) =>
  new Promise<void>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

test("a runner of the test queue starts tasks as soon as the clock makes them due", async () => {
  const kit = await open({ LETTER: defineWorker({ run: () => {} }) }, { pollMs: 60_000 });
  const { id } = await kit.queue.addToQueue("LETTER", {}, { delayMs: 48 * hour });
  const runner = kit.queue.start();
  await until(
    () => runner.stats().lastContactMs,
    (ms) => ms !== undefined,
  );
  await kit.clock.advanceMs(48 * hour);
  expect(await kit.queue.waitForTask(id)).toMatchObject({ status: "COMPLETED" });
  const [row] = await kit.db.$queryRawUnsafe<{ ageMs: number }[]>(
    `SELECT extract(epoch FROM clock_timestamp() - "heartbeatAt")::float8 * 1000 AS "ageMs" FROM "QueueRunner"`,
  );
  expect(row?.ageMs).toBeLessThan(hour);
});

test("runUntilIdle ends tasks that have not begun in time, as a runner would", async () => {
  const kit = await open({ CODE: defineWorker({ run: () => {} }) });
  const ended: unknown[] = [];
  kit.queue.on("exhausted", (event) => ended.push(event));
  const { id } = await kit.queue.addToQueue("CODE", {}, { startWithinMs: 60_000 });
  await kit.clock.advanceMs(48 * hour);
  expect(await kit.runUntilIdle()).toEqual([]);
  expect(await kit.queue.readFromQueue(id)).toMatchObject({ status: "MAX_RETRIES_REACHED", terminalReason: "EXPIRED" });
  expect(ended).toMatchObject([{ id, error: { code: "TASK_EXPIRED" } }]);
});

test("a rescue that ends the last attempt emits the events of a runner's rescue", async () => {
  const kit = await open({ EXPORT: defineWorker({ maxAttempts: 1, run: () => new Promise<void>(() => {}) }) });
  const events: unknown[] = [];
  for (const name of ["rescued", "exhausted"] as const) kit.queue.on(name, (event) => events.push({ name, ...event }));
  const { id } = await kit.queue.addToQueue("EXPORT", {});
  const run = kit.runNext();
  await kit.whenRunning("EXPORT");
  await kit.crashDuring(id);
  await run;
  await kit.clock.advanceMs(31_000);
  await kit.runUntilIdle();
  const task = { id, type: "EXPORT", status: "MAX_RETRIES_REACHED", meta: null };
  expect(events).toEqual([
    { name: "rescued", ...task, reason: "LEASE_EXPIRED" },
    {
      ...{ name: "exhausted", ...task, attempt: 1, waitMs: expect.any(Number), runMs: expect.any(Number) },
      error: expect.objectContaining({ message: expect.stringContaining("crashed") }),
    },
  ]);
});

test.each([
  ["two days on", 2 * 24 * hour],
  ["half a millisecond past two days", 2 * 24 * hour + 0.5],
  ["thirty years on", 30 * 365 * 24 * hour],
  ["a year back", -365 * 24 * hour],
])("lists and bulk changes find tasks by when they were added, with the clock %s", async (_, ms) => {
  const kit = await open({ LETTER: defineWorker({ run: () => {} }) });
  const before = await kit.queue.addToQueue("LETTER", {});
  if (ms > 0) await kit.clock.advanceMs(ms);
  else await kit.clock.set(new Date(Date.now() + ms));
  const nowMs = (await kit.clock.now()).getTime();
  const { id } = await kit.queue.addToQueue("LETTER", {});
  const [other] = await kit.queue.addManyToQueue([{ type: "LETTER", data: {} }]);
  const now = { addedAfter: new Date(nowMs - hour), addedBefore: new Date(nowMs + hour) };
  const { items } = await kit.queue.listTasks(now);
  expect(items.map((task) => task.id)).toEqual([other?.id, id]);
  expect(await kit.queue.cancelTasks(now)).toMatchObject({ changed: 2 });
  expect(await kit.queue.readFromQueue(before.id)).toMatchObject({ status: "PENDING" });
});

test("a process that stopped without a word counts as dead, and its task runs again", async () => {
  const kit = await open({ EXPORT: defineWorker({ run: (_, { attempt }) => attempt }) });
  const { id } = await kit.queue.addToQueue("EXPORT", {});
  const gate = createGate();
  const other = new QueueService(kit.db, { workers: { EXPORT: defineWorker({ run: () => gate.opened }) } });
  onTestFinished(() => other.close());
  const attempt = other.processJob(id);
  await until(
    () => kit.queue.readFromQueue(id),
    (task) => task?.status === "PROCESSING",
  );
  await kit.clock.advanceMs(31_000);
  expect(await kit.runUntilIdle()).toMatchObject([{ id, attempts: 2, result: 2 }]);
  gate.open();
  await expect(attempt).rejects.toBeInstanceOf(LeaseLostError);
});

test("assertAdded finds a task by a part of its data, and otherwise lists the data of the others", async () => {
  const input = z.object({ to: z.string(), tags: z.array(z.string()).default([]) });
  const kit = await open({ EMAIL: defineWorker({ input, run: () => {} }), OTHER: defineWorker({ run: () => {} }) });
  await kit.queue.addToQueue("EMAIL", { to: "ana@example.com" });
  const { id } = await kit.queue.addToQueue("EMAIL", { to: "bo@example.com", tags: ["a"] });
  expect(await kit.assertAdded("EMAIL", { to: "bo@example.com" })).toMatchObject({ id });
  expect(await kit.assertAdded("EMAIL", { tags: ["a"] })).toMatchObject({ id });
  expect(await kit.assertAdded("EMAIL", ({ to }) => to.startsWith("bo"))).toMatchObject({ id });
  expect(await kit.assertAdded("EMAIL")).toBeDefined();
  await expect(kit.assertAdded("EMAIL", { to: "cleo@example.com" })).rejects.toMatchObject({
    name: "AssertionError",
    actual: [{ to: "ana@example.com" }, { to: "bo@example.com", tags: ["a"] }],
  });
  await expect(kit.assertAdded("OTHER")).rejects.toThrow("No OTHER task was added. Types of the added tasks: EMAIL.");
});

test("runUntilIdle gives up on tasks that make each other due forever", async () => {
  const kit = await open({
    LOOP: defineWorker({
      run: () => {
        throw new SnoozeError(0);
      },
    }),
  });
  await kit.queue.addToQueue("LOOP", {});
  const driver = new TaskDriver(coreOf(kit.queue), 20);
  await expect(driver.runUntilIdle()).rejects.toThrow(/runUntilIdle has run 20 attempts.*LOOP/);
});

test("a worker that never ends does not keep the test queue from closing", async () => {
  const kit = await open({ EXPORT: defineWorker({ run: () => new Promise(() => {}) }) });
  const { id } = await kit.queue.addToQueue("EXPORT", {});
  const run = kit.runNext();
  await kit.whenRunning("EXPORT");
  const { id: other } = await kit.queue.addToQueue("EXPORT", {});
  const job = kit.queue.processJob(other).catch((error: unknown) => error);
  await until(
    () => kit.queue.readFromQueue(other),
    (task) => task?.status === "PROCESSING",
  );
  const beganAt = performance.now();
  await kit.close();
  expect(performance.now() - beganAt).toBeLessThan(5_000);
  await expect(run).resolves.toMatchObject({ id });
  expect(await job).toMatchObject({ status: "PENDING" });
});

test("a client that does not read the clock is refused", async () => {
  const opening = open({}, { db: (url) => createPgClient(`${url}?options=-c%20search_path%3Dpublic`) });
  await expect(opening).rejects.toThrow('The client of option "db" does not read the clock');
});

test("whenRunning and crashDuring say what to do when no worker runs", async () => {
  const kit = await open({ EXPORT: defineWorker({ run: () => {} }) });
  await expect(kit.crashDuring("c1")).rejects.toThrow('Task "c1" is not running in this test queue.');
});
