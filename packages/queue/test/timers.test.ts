import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { defineWorker, QueueService } from "../src/index.ts";
import { interceptClient, isScan } from "./support/interceptClient.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();
const longest = 2_147_483_647;
const logger = { info: () => {}, warn: () => {}, error: () => {} };

test("a service with the longest allowed intervals neither polls nor rescues", async () => {
  const warnings: string[] = [];
  const onWarning = ({ name }: Error) => void warnings.push(name);
  process.on("warning", onWarning);
  let scans = 0;
  let sweeps = 0;
  const client = interceptClient(queues.database.db, (text, run) => {
    if (isScan(text)) scans++;
    if (text.includes("expired AS MATERIALIZED")) sweeps++;
    return run();
  });
  const never = { pollMs: longest, sweepMs: longest, leaseMs: longest, timeoutMs: longest };
  const queue = new QueueService(client, { workers: { ANY: defineWorker({ run: () => "done" }) }, logger, ...never });
  const runners = Array.from({ length: 10 }, () => queue.start({ shutdownGraceMs: longest }));
  await until(
    () => runners.map((runner) => runner.stats().lastContactMs),
    (contacts) => contacts.every((ms) => ms !== undefined),
  );
  const { id } = await queue.addToQueue("ANY", 1);
  expect(await queue.waitForTask(id, { timeoutMs: longest })).toMatchObject({ status: "COMPLETED" });
  await queue.close();
  process.off("warning", onWarning);
  expect(warnings).not.toContain("TimeoutOverflowWarning");
  expect(sweeps).toBe(0);
  expect(scans).toBeLessThan(200);
});

test("a runner that never polls sends no claim while nothing happens", async () => {
  let scans = 0;
  const client = interceptClient(queues.database.db, (text, run) => {
    if (isScan(text)) scans++;
    return run();
  });
  const queue = new QueueService(client, {
    workers: { ANY: defineWorker({ run: () => "done" }) },
    logger,
    pollMs: longest,
    sweepMs: longest,
  });
  queue.start();
  await until(
    () => scans,
    (count) => count === 1,
  );
  // A timer that overflows fires each millisecond.
  await sleep(100);
  expect(scans).toBe(1);
  await queue.close();
});
