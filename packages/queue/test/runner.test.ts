import { expect, test } from "vitest";
import {
  defineWorker,
  defineWorkers,
  type QueueEventName,
  type QueueServiceOptions,
  type WorkerContext,
} from "../src/index.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();

/** A worker whose runs the test ends by hand. */
function openWithGates(options: Omit<QueueServiceOptions, "workers"> = {}) {
  const runs: {
    data: unknown;
    context: WorkerContext;
    end: (value?: unknown) => void;
    fail: (error: unknown) => void;
  }[] = [];
  const workers = defineWorkers({
    GATED: defineWorker({
      run: (data, context) => new Promise((end, fail) => runs.push({ data, context, end, fail })),
    }),
  });
  return { runs, queue: queues.open(workers, options) };
}

test("stop lets running tasks finish and starts no new ones", async () => {
  const { runs, queue } = openWithGates();
  const runner = queue.start({ concurrency: 1 });
  const [first, second] = await queue.addManyToQueue([
    { type: "GATED", data: 1 },
    { type: "GATED", data: 2 },
  ]);
  await until(
    () => runs.length,
    (n) => n === 1,
  );
  const stopped = runner.stop();
  runs[0]?.end("done");
  await stopped;
  expect(await queue.readFromQueue(first?.id as string)).toMatchObject({ status: "COMPLETED", result: "done" });
  expect(await queue.readFromQueue(second?.id as string)).toMatchObject({ status: "PENDING", attempts: 0 });
  expect(runner.stats()).toMatchObject({ state: "stopped", running: 0, buffered: 0 });
});

test("what the grace cuts off is released without an attempt, and its signal says why", async () => {
  const { runs, queue } = openWithGates();
  const runner = queue.start({ shutdownGraceMs: 50 });
  const { id } = await queue.addToQueue("GATED", 1);
  await until(
    () => runs.length,
    (n) => n === 1,
  );
  const signal = runs[0]?.context.signal as AbortSignal;
  await runner.stop();
  expect(signal.reason).toMatchObject({ code: "RUNNER_STOPPED" });
  expect(await queue.readFromQueue(id)).toMatchObject({ status: "PENDING", attempts: 0 });
});

test("a paused runner claims nothing until it is resumed", async () => {
  const { runs, queue } = openWithGates();
  const runner = queue.start();
  runner.pause();
  const paused = await queue.addToQueue("GATED", 1);
  const elsewhere = queues.open({ OTHER: defineWorker({ run: () => null }) });
  elsewhere.start();
  await elsewhere.waitForTask((await elsewhere.addToQueue("OTHER", 1)).id);
  expect(await queue.readFromQueue(paused.id)).toMatchObject({ status: "PENDING" });
  runner.resume();
  await until(
    () => runs.length,
    (n) => n === 1,
  );
  runs[0]?.end();
  expect(await queue.waitForTask(paused.id)).toMatchObject({ status: "COMPLETED" });
});

test("an attempt past its time limit fails with TaskTimeoutError and frees its slot although the worker never returns", async () => {
  const { runs, queue } = openWithGates();
  queue.start({ concurrency: 1 });
  const { id } = await queue.addToQueue("GATED", 1, { timeoutMs: 50, maxAttempts: 1 });
  expect(await queue.waitForTask(id)).toMatchObject({
    status: "MAX_RETRIES_REACHED",
    terminalReason: "TIMEOUT",
    errorMessage: expect.stringContaining("longer than 50 ms"),
  });
  expect(runs[0]?.context.signal.reason).toMatchObject({ code: "TASK_TIMEOUT" });
  const next = await queue.addToQueue("GATED", 2);
  await until(
    () => runs.length,
    (n) => n === 2,
  );
  runs[1]?.end();
  expect(await queue.waitForTask(next.id)).toMatchObject({ status: "COMPLETED" });
});

test("a failed attempt comes back after its backoff and can then complete", async () => {
  const { runs, queue } = openWithGates({ backoff: { baseMs: 10, jitter: 0 } });
  queue.start();
  const { id } = await queue.addToQueue("GATED", 1);
  await until(
    () => runs.length,
    (n) => n === 1,
  );
  runs[0]?.fail(new Error("first"));
  await until(
    () => runs.length,
    (n) => n === 2,
  );
  expect(runs.map(({ context }) => context.attempt)).toEqual([1, 2]);
  expect(new Set(runs.map(({ context }) => context.idempotencyKey)).size).toBe(1);
  runs[1]?.end("second");
  expect(await queue.waitForTask(id)).toMatchObject({
    status: "COMPLETED",
    attempts: 2,
    result: "second",
    errorMessage: null,
  });
  expect(await queues.database.db.queueTaskAttempt.findMany({ where: { taskId: id } })).toMatchObject([
    { attempt: 1, outcome: "FAILED", errorMessage: "first" },
  ]);
});

test("progress and log lines reach the database while the task runs", async () => {
  const { runs, queue } = openWithGates();
  queue.start();
  const { id } = await queue.addToQueue("GATED", 1);
  await until(
    () => runs.length,
    (n) => n === 1,
  );
  runs[0]?.context.progress(40, "half-way, nearly");
  runs[0]?.context.log("info", "line one", { rows: 3 });
  runs[0]?.context.log("warn", "line two");
  await until(
    () => queue.readFromQueue(id),
    (task) => task?.progress === 40 && task.progressNote === "half-way, nearly",
  );
  const lines = await until(
    () => queues.database.db.queueTaskLog.findMany({ where: { taskId: id }, orderBy: { id: "asc" } }),
    (found) => found.length === 2,
  );
  expect(lines).toMatchObject([
    { level: "info", message: "line one", fields: { rows: 3 }, attempt: 1 },
    { level: "warn", message: "line two" },
  ]);
  runs[0]?.end();
  expect(await queue.waitForTask(id)).toMatchObject({ progress: 100 });
});

test("lines logged just before the end are there when the task is over", async () => {
  const workers = defineWorkers({ LOG: defineWorker({ run: (_, { log }) => log("info", "last words") }) });
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("LOG", {});
  await queue.processJob(id);
  expect(await queues.database.db.queueTaskLog.count({ where: { taskId: id } })).toBe(1);
});

test("one odd line takes no other with it, and fields that are too large or no JSON are left out", async () => {
  const workers = defineWorkers({
    LOG: defineWorker({
      run: (_, { log }) => {
        log("in\0fo" as "info", "odd level");
        log("info", "large", { text: "x".repeat(10_000) });
        log("info", "no JSON", { reply: { headers: new Headers() } });
        log("warn", "last");
      },
    }),
  });
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("LOG", {});
  await queue.processJob(id);
  const lines = await queues.database.db.queueTaskLog.findMany({ where: { taskId: id }, orderBy: { id: "asc" } });
  expect(lines).toMatchObject([
    { level: "info", message: "odd level" },
    { message: "large", fields: { note: expect.stringContaining("left out") } },
    { message: "no JSON", fields: { note: expect.stringContaining("fields.reply.headers: a Headers is not") } },
    { level: "warn", message: "last", fields: null },
  ]);
});

test("a task added by a worker belongs to the owner of its own task", async () => {
  const workers = defineWorkers({
    PARENT: defineWorker({ run: async (_, { addToQueue }) => (await addToQueue("CHILD", {})).id }),
    CHILD: defineWorker({ run: () => null }),
  });
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("PARENT", {}, { ownerId: "ana" });
  const parent = await queue.processJob<unknown, string>(id);
  expect(await queue.readFromQueue(parent?.result as string)).toMatchObject({ type: "CHILD", ownerId: "ana" });
});

test("each settled attempt is told of once", async () => {
  const told: [QueueEventName, string][] = [];
  const { runs, queue } = openWithGates({ backoff: { baseMs: 1, jitter: 0 } });
  for (const name of ["started", "completed", "failed", "exhausted", "cancelled", "snoozed", "leaseLost"] as const) {
    queue.on(name, (event) => told.push([name, event.status]));
  }
  queue.on("completed", () => {
    throw new Error("a bad listener disturbs nobody");
  });
  queue.start();
  const { id } = await queue.addToQueue("GATED", 1);
  await until(
    () => runs.length,
    (n) => n === 1,
  );
  runs[0]?.fail(new Error("once"));
  await until(
    () => runs.length,
    (n) => n === 2,
  );
  runs[1]?.end();
  await queue.waitForTask(id);
  expect(told).toEqual([
    ["started", "PROCESSING"],
    ["failed", "FAILED"],
    ["started", "PROCESSING"],
    ["completed", "COMPLETED"],
  ]);
});

test("short tasks are claimed ahead in batches, each started once", async () => {
  const starts = new Map<unknown, number>();
  const workers = defineWorkers({
    SHORT: defineWorker({ run: (data) => void starts.set(data, (starts.get(data) ?? 0) + 1) }),
  });
  const queue = queues.open(workers, { connectionString: queues.database.url });
  await queue.addManyToQueue(Array.from({ length: 5_000 }, (_, n) => ({ type: "SHORT" as const, data: n })));
  queue.start({ concurrency: 10 });
  await until(
    () => queues.database.db.queueTask.count({ where: { status: "COMPLETED" } }),
    (n) => n === 5_000,
    20_000,
  );
  expect([...starts.values()].every((n) => n === 1)).toBe(true);
  const statistics = await queues.database.db.queueStatistic.findMany({ where: { type: "SHORT" } });
  expect(statistics.reduce((sum, { completed }) => sum + completed, 0)).toBe(5_000);
});

test("tasks claimed ahead that cannot start soon are given back without an attempt", async () => {
  let isSlow = false;
  const workers = defineWorkers({
    MIXED: defineWorker({
      run: (_, { signal }) => (isSlow ? new Promise((resolve) => signal.addEventListener("abort", resolve)) : null),
    }),
  });
  const queue = queues.open(workers, { connectionString: queues.database.url });
  const runner = queue.start({ concurrency: 2 });
  const quick = await queue.addManyToQueue(
    Array.from({ length: 500 }, (_, n) => ({ type: "MIXED" as const, data: n })),
  );
  await Promise.all(quick.map(({ id }) => queue.waitForTask(id)));
  isSlow = true;
  const slow = await queue.addManyToQueue(Array.from({ length: 20 }, (_, n) => ({ type: "MIXED" as const, data: n })));
  await until(
    () => runner.stats(),
    ({ running }) => running === 2,
  );
  const rows = await until(
    () => queues.database.db.queueTask.findMany({ where: { id: { in: slow.map(({ id }) => id) } } }),
    (found) => found.filter(({ status }) => status === "PENDING").length >= 18 - 2,
  );
  expect(rows.filter(({ status }) => status === "PENDING").every(({ attempts }) => attempts === 0)).toBe(true);
  for (const { id } of slow) await queue.cancelTask(id);
});

test("rows that the application keeps locked hold up their settlements, and cost no other task its lease", async () => {
  const { runs, queue } = openWithGates({ connectionString: queues.database.url, leaseMs: 1_000, heartbeatMs: 100 });
  const rescued: string[] = [];
  queue.on("rescued", ({ id }) => rescued.push(id));
  queue.start({ concurrency: 3 });
  const tasks = await queue.addManyToQueue([1, 2, 3].map((n) => ({ type: "GATED" as const, data: n })));
  await until(
    () => runs.length,
    (n) => n === 3,
  );
  const running = tasks[2]?.id as string;
  const leaseOf = async () => ((await queues.readRow(running)).leaseExpiresAt as Date).getTime();
  await queues.database.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM "QueueTask" WHERE id = ANY(${tasks.slice(0, 2).map(({ id }) => id)}) FOR UPDATE`;
    runs.find(({ data }) => data === 1)?.end(); // takes one connection: waits for the lock
    runs.find(({ data }) => data === 2)?.fail(new Error("takes the other"));
    const before = await leaseOf();
    await until(leaseOf, (lease) => lease > before + 2_000);
  });
  runs.find(({ data }) => data === 3)?.end();
  for (const { id } of tasks.slice(0, 1)) expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED" });
  expect(await queue.waitForTask(running)).toMatchObject({ status: "COMPLETED", attempts: 1 });
  expect(rescued).toEqual([]);
}, 30_000);
