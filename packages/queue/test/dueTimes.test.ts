import { expect, onTestFinished, test } from "vitest";
import {
  defineWorker,
  defineWorkers,
  ProviderError,
  type QueueRunner,
  QueueService,
  type QueueTask,
  SnoozeError,
  type Workers,
} from "../src/index.ts";
import { interceptClient, isClaim } from "./support/interceptClient.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();
const hour = 3_600_000;
/** Nothing is found by polling, and nothing is rescued. */
const patient = { leaseMs: hour, pollMs: hour, sweepMs: hour };
const logger = { info: () => {}, warn: () => {}, error: () => {} };
const workers = defineWorkers({ QUICK: defineWorker({ run: () => null }) });

const untilIdle = (runner: QueueRunner) =>
  until(
    () => runner.stats().lastContactMs,
    (ms) => ms !== undefined,
  );

/** A service that runs these workers, and the claims that it makes until its first task starts. */
async function openCounting(of: Workers, options = {}) {
  let claims = 0;
  const client = interceptClient(queues.database.db, (text, run) => {
    if (isClaim(text)) claims++;
    return run();
  });
  const queue = new QueueService(client, { ...patient, workers: of, logger, ...options });
  onTestFinished(() => queue.close());
  const claimsAtStart: number[] = [];
  queue.on("started", () => void claimsAtStart.push(claims));
  await untilIdle(queue.start());
  return { queue, claimsAtStart };
}

test("a task that was added with a delay starts when the delay is over, and the runner does not poll before", async () => {
  const { queue, claimsAtStart } = await openCounting(workers);
  const { id } = await queue.addToQueue("QUICK", 1, { delayMs: 200 });
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED" });
  expect(claimsAtStart).toEqual([2]);
});

test("a task that is scheduled for a time starts then, whatever its priority", async () => {
  const { queue, claimsAtStart } = await openCounting(workers);
  const { createdAt } = await queue.addToQueue("QUICK", 1, { delayMs: hour });
  const scheduledFor = new Date(createdAt.getTime() + 1_000);
  const { id } = await queue.addToQueue("QUICK", 1, { scheduledFor, priority: -7 });
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED" });
  expect(claimsAtStart).toEqual([2]);
});

test("a task that was added with a delay before the runner started starts when the delay is over", async () => {
  const queue = queues.open(workers, patient);
  const { id } = await queue.addToQueue("QUICK", 1, { delayMs: 1_000 });
  await untilIdle(queue.start());
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED" });
});

test("tasks that were added in a transaction with delays start when these are over", async () => {
  const queue = queues.open(workers, patient);
  await untilIdle(queue.start());
  const ids = await queues.database.db.$transaction(async (tx) => {
    const one = await queue.addToQueue("QUICK", 1, { delayMs: 300, tx });
    const many = await queue.addManyToQueue(
      [400, 500].map((delayMs) => ({ type: "QUICK" as const, data: 1, delayMs })),
      { tx },
    );
    return [one, ...many].map(({ id }) => id);
  });
  for (const id of ids) expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED" });
});

/** Later than a poll that may follow on an earlier one. */
const farMs = 2_500;
type Adding = (queue: QueueService<Workers>, type: string) => Promise<{ id: string }>;
const ways: Record<string, Adding> = {
  ALONE: (queue, type) => queue.addToQueue(type, 1, { delayMs: farMs }),
  TOGETHER: async (queue, type) => {
    const delays = [farMs + 60_000, farMs];
    const [, task] = await queue.addManyToQueue(delays.map((delayMs) => ({ type, data: 1, delayMs })));
    return task as QueueTask;
  },
  BESIDE_OTHERS: async (queue, type) => {
    const [task] = await queue.addManyToQueue([
      { type, data: 1, delayMs: farMs },
      { type: "NOBODYS", data: 1 },
    ]);
    return task as QueueTask;
  },
  WITH_A_TIME: async (queue, type) => {
    const { createdAt } = await queue.addToQueue("NOBODYS", 1);
    return queue.addToQueue(type, 1, { scheduledFor: new Date(createdAt.getTime() + farMs) });
  },
  IN_A_TRANSACTION: (queue, type) =>
    queues.database.db.$transaction((tx) => queue.addToQueue(type, 1, { delayMs: farMs, tx })),
  WITH_A_TIME_IN_A_TRANSACTION: async (queue, type) => {
    const { createdAt } = await queue.addToQueue("NOBODYS", 1);
    const scheduledFor = new Date(createdAt.getTime() + farMs);
    return queues.database.db.$transaction((tx) => queue.addToQueue(type, 1, { scheduledFor, tx }));
  },
  RESCHEDULED: async (queue, type) => {
    const { id, createdAt } = await queue.addToQueue(type, 1, { delayMs: hour });
    return queue.updateInQueue(id, { scheduledFor: new Date(createdAt.getTime() + farMs) });
  },
};
test("tasks that another process added start when they are due, however they were added", async () => {
  const quick = defineWorker({ run: () => null });
  const listening = Object.keys(ways).map((type) =>
    queues.open({ [type]: quick }, { ...patient, connectionString: queues.database.url }),
  );
  for (const runner of listening.map((queue) => queue.start())) await untilIdle(runner);
  await until(
    () =>
      queues.database.db.$queryRaw<{ pid: number }[]>`SELECT pid FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'queue notifications' AND query LIKE 'LISTEN%' AND state = 'idle'`,
    (found) => found.length === listening.length,
  );
  const adding = queues.open({}, patient) as QueueService<Workers>;
  const ends = Object.entries(ways).map(async ([type, add]) => {
    const { id } = await add(adding, type);
    const end = await adding.waitForTask(id, { timeoutMs: 20_000 }).catch((error: unknown) => error);
    return [type, (end as QueueTask).status];
  });
  const statuses = Object.fromEntries(await Promise.all(ends));
  expect(statuses).toEqual(Object.fromEntries(Object.keys(ways).map((type) => [type, "COMPLETED"])));
});

test("a delayed task of a type that a process does not run does not wake it", async () => {
  const { queue, claimsAtStart } = await openCounting(workers);
  await queue.addToQueue("OTHER", 1, { delayMs: 50 });
  const { id } = await queue.addToQueue("QUICK", 1, { delayMs: 400 });
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED" });
  expect(claimsAtStart).toEqual([2]);
});

const comebacks: [what: string, fail: () => unknown][] = [
  ["failed", () => new Error("once more")],
  ["was snoozed", () => new SnoozeError(200)],
  ["is tried with the next provider", () => new ProviderError("down", "first")],
];
test.for(comebacks)("a task that %s starts again when it is due", async ([, fail]) => {
  let runs = 0;
  const failing = defineWorkers({
    FAILING: defineWorker({
      providers: ["first", "second"],
      backoff: { baseMs: 200, jitter: 0 },
      run: () => {
        if (++runs === 1) throw fail();
      },
    }),
  });
  const queue = queues.open(failing, patient);
  await untilIdle(queue.start());
  const { id } = await queue.addToQueue("FAILING", 1);
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED" });
  expect(runs).toBe(2);
});

test("rescued tasks of a dead process start when they are due, within half a second of the rescue", async () => {
  const { db } = queues.database;
  const queue = queues.open(workers, { ...patient, sweepMs: 100 });
  await untilIdle(queue.start());
  for (let n = 0; n < 5; n++) {
    const { id } = await db.queueTask.create({
      data: { type: "QUICK", data: 1, scheduledFor: new Date("2999-01-01") },
    });
    await db.$executeRaw`UPDATE "QueueTask" SET status = 'PROCESSING', attempts = 1, "startedAt" = now(), "leaseToken" = gen_random_uuid(),
      "leaseExpiresAt" = now() - interval '1 second' WHERE id = ${id}`;
    expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED" });
  }
});

test("a runner that is full or paused when a task comes due starts it when it can", async () => {
  const ends: (() => void)[] = [];
  const gated = defineWorkers({ GATED: defineWorker({ run: () => new Promise<void>((end) => ends.push(end)) }) });
  const queue = queues.open(gated, patient);
  const runner = queue.start({ concurrency: 1 });
  await untilIdle(runner);
  await queue.addToQueue("GATED", 1);
  await until(
    () => ends.length,
    (count) => count === 1,
  );
  const [next, last] = await queue.addManyToQueue([
    { type: "GATED", data: 2, delayMs: 50 },
    { type: "GATED", data: 3, delayMs: 100 },
  ]);
  const isDue = async (id = "") => ((await queue.readFromQueue(id))?.scheduledFor?.getTime() ?? Infinity) < Date.now();
  await until(
    () => isDue(last?.id),
    (due) => due,
  );
  ends[0]?.();
  await until(
    () => ends.length,
    (count) => count === 2,
  );
  runner.pause();
  ends[1]?.();
  expect(await queue.waitForTask(next?.id as string)).toMatchObject({ status: "COMPLETED" });
  runner.resume();
  await until(
    () => ends.length,
    (count) => count === 3,
  );
  ends[2]?.();
  expect(await queue.waitForTask(last?.id as string)).toMatchObject({ status: "COMPLETED" });
});
