import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { defineWorker, defineWorkers } from "../src/index.ts";
import { notificationChannel } from "../src/notifying/notify.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();
const hour = 3_600_000;
const patient = { leaseMs: hour, pollMs: hour, sweepMs: hour };
const workers = defineWorkers({ QUICK: defineWorker({ run: () => null }) });

/** The notifications that other processes receive. */
async function listen(): Promise<string[]> {
  const received: string[] = [];
  const listener = new pg.Client({ connectionString: queues.database.url });
  await listener.connect();
  await listener.query(`LISTEN ${notificationChannel}`);
  listener.on("notification", ({ payload }) => received.push(payload ?? ""));
  onTestFinished(() => listener.end());
  return received;
}

test("tasks of a transaction that sent no notification of its own and commits late start without a poll", async () => {
  const running = queues.open(workers, { ...patient, connectionString: queues.database.url });
  running.start();
  const queue = queues.open(workers, patient);
  const last = await queues.database.db.$transaction(async (tx) => {
    let id = "";
    for (let n = 0; n < 30; n++) {
      const isolated = {
        $queryRawUnsafe: <T>(text: string, ...values: unknown[]) => tx.$queryRawUnsafe<T>(text, ...values),
      };
      ({ id } = await queue.addToQueue("QUICK", n, { tx: isolated }));
    }
    return id;
  });
  expect(await queue.waitForTask(last)).toMatchObject({ status: "COMPLETED" });
});

test("a transaction names its first task, and sends one more notification however many follow", async () => {
  const received = await listen();
  const queue = queues.open(workers, patient);
  const first = await queues.database.db.$transaction(async (tx) => {
    const added = await queue.addToQueue("QUICK", 0, { tx });
    for (let n = 1; n < 50; n++) await queue.addToQueue("QUICK", n, { tx });
    return added;
  });
  await until(
    () => received.length,
    (length) => length >= 2,
  );
  expect(received).toEqual([`ready:${first.id}:QUICK`, "ready"]);
});

test("tasks with the same delay share one notification, and those with a long delay send none", async () => {
  const received = await listen();
  const queue = queues.open(workers, patient);
  await queue.addToQueue("QUICK", 1, { delayMs: hour });
  await queue.addManyToQueue(Array.from({ length: 100 }, () => ({ type: "QUICK" as const, data: 1, delayMs: 60_000 })));
  await until(
    () => received.length,
    (count) => count > 0,
  );
  expect(received).toEqual(["later:60000:QUICK"]);
});

test("thousands of different delays make one notification that PostgreSQL accepts", async () => {
  const received = await listen();
  const queue = queues.open(workers, patient);
  const type = "T".repeat(128);
  await queue.addManyToQueue(
    Array.from({ length: 3_000 }, (_, n) => ({ type, data: n, delayMs: 1_000 + n * 100 })) as never,
  );
  const [notification] = await until(
    () => received,
    (notifications) => notifications.length > 0,
  );
  expect(notification).toMatch(/^later:/);
  expect(notification?.split(" ")).toHaveLength(32);
});
