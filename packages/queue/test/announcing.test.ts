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

/** What other processes hear. */
async function listen(): Promise<string[]> {
  const heard: string[] = [];
  const listener = new pg.Client({ connectionString: queues.database.url });
  await listener.connect();
  await listener.query(`LISTEN ${notificationChannel}`);
  listener.on("notification", ({ payload }) => heard.push(payload ?? ""));
  onTestFinished(() => listener.end());
  return heard;
}

test("a transaction whose notification was spared and that commits late is heard of without a poll", async () => {
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

test("a lone transaction names its task when it commits", async () => {
  const heard = await listen();
  const queue = queues.open(workers, patient);
  const { id } = await queues.database.db.$transaction((tx) => queue.addToQueue("QUICK", 1, { tx }));
  await until(
    () => heard,
    (notifications) => notifications.includes(`ready:${id}:QUICK`),
  );
});

test("delayed tasks tell when they are due, those that are far away say nothing, and equal ones are one", async () => {
  const heard = await listen();
  const queue = queues.open(workers, patient);
  await queue.addToQueue("QUICK", 1, { delayMs: hour });
  await queue.addManyToQueue(Array.from({ length: 100 }, () => ({ type: "QUICK" as const, data: 1, delayMs: 60_000 })));
  await until(
    () => heard.length,
    (count) => count > 0,
  );
  expect(heard).toEqual(["later:60000:QUICK"]);
});

test("thousands of different delays are one notification that PostgreSQL takes", async () => {
  const heard = await listen();
  const queue = queues.open(workers, patient);
  const type = "T".repeat(128);
  await queue.addManyToQueue(
    Array.from({ length: 3_000 }, (_, n) => ({ type, data: n, delayMs: 1_000 + n * 100 })) as never,
  );
  const [notification] = await until(
    () => heard,
    (notifications) => notifications.length > 0,
  );
  expect(notification).toMatch(/^later:/);
  expect(notification?.split(" ")).toHaveLength(32);
});
