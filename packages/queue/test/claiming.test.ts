import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { defineWorker, defineWorkers, QueueService, type WorkerContext } from "../src/index.ts";
import { interceptClient, isClaim, isClaimRecovery } from "./support/interceptClient.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();
const never = 600_000;
const patient = { leaseMs: never, pollMs: never, sweepMs: never, notify: false };
const logger = { info: () => {}, warn: () => {}, error: () => {} };

/** A worker whose runs the test ends by hand. */
function gate() {
  const runs: { id: string; context: WorkerContext; end: () => void }[] = [];
  const worker = defineWorker({
    run: (_, context) => new Promise<void>((end) => runs.push({ id: context.task.id, context, end })),
  });
  return { runs, workers: defineWorkers({ GATED: worker }) };
}

test("a claim whose reply was lost is taken up, also when looking for it fails at first", async () => {
  const { db } = queues.database;
  let claims = 0;
  let recoveries = 0;
  const unlucky = interceptClient(db, async (text, run) => {
    if (isClaimRecovery(text) && ++recoveries === 1) throw Object.assign(new Error("conflict"), { code: "40001" });
    const answer = await run();
    if (isClaim(text) && ++claims === 1) throw Object.assign(new Error("the reply is lost"), { code: "ECONNRESET" });
    return answer;
  });
  const workers = defineWorkers({ ONCE: defineWorker({ run: () => "done" }) });
  const queue = new QueueService(unlucky, { ...patient, workers, logger });
  const { id } = await queue.addToQueue("ONCE", 1);
  queue.start();
  expect(await queue.waitForTask(id, { timeoutMs: 25_000 })).toMatchObject({ status: "COMPLETED", attempts: 1 });
  await queue.close();
});

/** A client that loses the reply of the first claim, some time after it arrived, and counts heartbeats. */
function loseFirstClaim(lateMs: number) {
  const seen = { claims: 0, heartbeats: 0 };
  const client = interceptClient(queues.database.db, async (text, run) => {
    if (text.includes(`SET "leaseExpiresAt"`)) seen.heartbeats++;
    const answer = await run();
    if (!isClaim(text) || ++seen.claims > 1) return answer;
    await sleep(lateMs);
    throw Object.assign(new Error("the reply is lost"), { code: "ECONNRESET" });
  });
  return { seen, client };
}

test("a claim whose reply was lost has its first heartbeat as soon as it is known", async () => {
  const { seen, client } = loseFirstClaim(0);
  const { runs, workers } = gate();
  const queue = new QueueService(client, { ...patient, workers, logger });
  onTestFinished(() => queue.close());
  await queue.addToQueue("GATED", 1);
  queue.start();
  await until(
    () => runs.length + seen.heartbeats,
    (count) => count === 2,
  );
  runs[0]?.end();
});

test("a claim whose reply was lost for longer than half of its lease is given back, and its task claimed again", async () => {
  const leaseMs = 5_000;
  const { client } = loseFirstClaim(leaseMs / 2 + 1);
  const { runs, workers } = gate();
  const queue = new QueueService(client, { ...patient, leaseMs, workers, logger });
  onTestFinished(() => queue.close());
  const { id } = await queue.addToQueue("GATED", 1);
  queue.start();
  await until(
    () => runs.length,
    (count) => count === 1,
  );
  expect(await queues.readRow(id)).toMatchObject({ attempts: 1, claimCount: 2 });
  runs[0]?.end();
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED", attempts: 1, crashCount: 0 });
});

test("a claim that is under way when the runner stops is given back, however short the grace", async () => {
  const { db } = queues.database;
  let isHeld = false;
  let release = () => {};
  const slow = interceptClient(db, async (text, run) => {
    const answer = await run();
    if (isClaim(text) && !isHeld) {
      isHeld = true;
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    }
    return answer;
  });
  const { workers } = gate();
  const queue = new QueueService(slow, { ...patient, workers, logger });
  const { id } = await queue.addToQueue("GATED", 1);
  const runner = queue.start({ shutdownGraceMs: 0 });
  await until(
    () => isHeld,
    (held) => held,
  );
  const closed = queue.close();
  await until(
    () => runner.stats().state,
    (state) => state === "stopping",
  );
  setTimeout(release, 100);
  await closed;
  expect(await queues.readRow(id)).toMatchObject({ status: "PENDING", attempts: 0, claimCount: 1 });
});

test("a process that claims its own lost task again ends the older run at once", async () => {
  const { runs, workers } = gate();
  const queue = queues.open(workers, patient);
  queue.start();
  const { id } = await queue.addToQueue("GATED", 1);
  await until(
    () => runs.length,
    (n) => n === 1,
  );
  const signal = runs[0]?.context.signal;
  const scheduledFor = new Date(Date.now() + never);
  await queues.database.db.queueTask.update({
    where: { id },
    data: {
      status: "FAILED",
      leaseToken: null,
      leaseHolder: null,
      leaseExpiresAt: null,
      deadlineAt: null,
      scheduledFor,
    },
  });
  await queue.retryTask(id);
  await until(
    () => runs.length,
    (n) => n === 2,
  );
  expect(signal?.reason).toMatchObject({ code: "LEASE_LOST" });
  runs[1]?.end();
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED" });
});

test("tasks that crashed their process run one at a time, without waiting for a poll in between, and keep nobody else waiting", async () => {
  let running = 0;
  let most = 0;
  const workers = defineWorkers({
    CRASHER: defineWorker({
      run: async (isQuarantined) => {
        if (!isQuarantined) return;
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 2));
        running--;
      },
    }),
  });
  const queue = queues.open(workers, patient);
  const quarantined = await queue.addManyToQueue(Array.from({ length: 10 }, () => ({ type: "CRASHER", data: true })));
  await queues.database.db.queueTask.updateMany({ data: { crashCount: 2 } });
  const others = await queue.addManyToQueue(Array.from({ length: 10 }, () => ({ type: "CRASHER", data: false })));
  queue.start({ concurrency: 5 });
  await Promise.all([...quarantined, ...others].map(({ id }) => queue.waitForTask(id, { timeoutMs: 25_000 })));
  expect(most).toBe(1);
});

test("a flood of tasks with one concurrency key runs one after the other without waiting for polls, and keeps nobody else waiting", async () => {
  const order: unknown[] = [];
  let running = 0;
  let most = 0;
  const workers = defineWorkers({
    KEYED: defineWorker({
      run: async (data) => {
        order.push(data);
        if (data !== "key") return;
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 2));
        running--;
      },
    }),
  });
  const queue = queues.open(workers, patient);
  const flood = Array.from({ length: 15 }, () => ({ type: "KEYED", data: "key", concurrencyKey: "tenant" }) as const);
  const others = Array.from({ length: 10 }, () => ({ type: "KEYED", data: "other" }) as const);
  const tasks = await queue.addManyToQueue([...flood, ...others]);
  queue.start({ concurrency: 5 });
  await Promise.all(tasks.map(({ id }) => queue.waitForTask(id, { timeoutMs: 25_000 })));
  expect(most).toBe(1);
  expect(order.lastIndexOf("other")).toBeLessThan(order.lastIndexOf("key"));
});

test("what a runner gave back because it was busy runs as soon as it has room again, without waiting for a poll", async () => {
  let isSlow = false;
  const ends: (() => void)[] = [];
  const workers = defineWorkers({
    MIXED: defineWorker({ run: () => (isSlow ? new Promise<void>((end) => ends.push(end)) : undefined) }),
  });
  const queue = queues.open(workers, { ...patient, connectionString: queues.database.url });
  const runner = queue.start({ concurrency: 2 });
  const add = (length: number) => queue.addManyToQueue(Array.from({ length }, (_, n) => ({ type: "MIXED", data: n })));
  const countDone = () => queues.database.db.queueTask.count({ where: { status: "COMPLETED" } });
  await add(500);
  await until(countDone, (n) => n === 500);
  isSlow = true;
  await add(12);
  await until(
    () => runner.stats(),
    ({ running, buffered }) => running === 2 && buffered === 10,
  );
  await until(
    () => queues.database.db.queueTask.count({ where: { status: "PENDING", claimCount: 1 } }),
    (n) => n === 10,
  );
  for (let n = 0; n < 12; n++) {
    await until(
      () => ends.length,
      (length) => length > n,
    );
    ends[n]?.();
  }
  await until(countDone, (n) => n === 512);
});
