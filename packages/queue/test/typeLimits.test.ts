import { expect, test } from "vitest";
import { defineWorker, defineWorkers } from "../src/index.ts";
import { countRuns } from "./support/countRuns.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();
const hour = 3_600_000;
const patient = { leaseMs: hour, pollMs: hour, sweepMs: hour };

/** Workers whose attempts end when the test says so; LIMITED has a concurrency of 1. */
function openGated() {
  const ends: (() => void)[] = [];
  const run = () => new Promise<void>((end) => ends.push(end));
  const workers = defineWorkers({ LIMITED: defineWorker({ concurrency: 1, run }) });
  return { ends, queue: queues.open(workers, patient) };
}

test("a worker's concurrency limit applies to all runners of a service together", async () => {
  const { worker, readMost } = countRuns(2);
  const workers = defineWorkers({ LIMITED: worker });
  const queue = queues.open(workers, patient);
  await queue.addManyToQueue(Array.from({ length: 60 }, (_, n) => ({ type: "LIMITED" as const, data: n })));
  for (let n = 0; n < 3; n++) queue.start({ concurrency: 5 });
  await until(
    () => queues.database.db.queueTask.count({ where: { status: "COMPLETED" } }),
    (count) => count === 60,
  );
  expect(readMost()).toBe(2);
});

test("a slot that one runner frees is used by a waiting runner without a poll", async () => {
  const { ends, queue } = openGated();
  const first = queue.start({ concurrency: 1 });
  await queue.addToQueue("LIMITED", 1);
  await until(
    () => ends.length,
    (count) => count === 1,
  );
  queue.start({ concurrency: 1 });
  const { id } = await queue.addToQueue("LIMITED", 2);
  first.pause();
  ends[0]?.();
  await until(
    () => ends.length,
    (count) => count === 2,
  );
  ends[1]?.();
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED" });
});

test("a runner that stops frees the slots of its types for other runners", async () => {
  const { ends, queue } = openGated();
  const first = queue.start({ concurrency: 1, shutdownGraceMs: 0 });
  await queue.addToQueue("LIMITED", 1);
  await until(
    () => ends.length,
    (count) => count === 1,
  );
  queue.start({ concurrency: 1 });
  await first.stop(); // its task is released, and starts in the other runner
  await until(
    () => ends.length,
    (count) => count === 2,
  );
  ends[1]?.();
});
