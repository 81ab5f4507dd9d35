import { expect, test } from "vitest";
import { defineWorker, defineWorkers, SnoozeError } from "../src/index.ts";
import { countRuns } from "./support/countRuns.ts";
import { interceptClient } from "./support/interceptClient.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();
const workers = defineWorkers({ DONE: defineWorker({ run: () => "done" }) });

/** Tasks that run until `end` is called. */
function openHeld() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const queue = queues.open(defineWorkers({ HELD: defineWorker({ run: () => ended }) }), { sweepMs: 60_000 });
  return { queue, end };
}

test("retryFailedQueueTasks runs quarantined tasks one at a time, after all others", async () => {
  const order: unknown[] = [];
  const counted = countRuns(10);
  const run: typeof counted.worker.run = async (data, context) => {
    if (data === "other") return void order.push(data);
    await counted.worker.run(data, context);
    order.push(data);
  };
  const queue = queues.open(defineWorkers({ T: defineWorker({ run }) }));
  await queue.addManyToQueue(Array.from({ length: 4 }, () => ({ type: "T", data: "quarantined" })));
  await queues.database.db.queueTask.updateMany({ data: { status: "FAILED", attempts: 1, crashCount: 2 } });
  const others = await queue.addManyToQueue(Array.from({ length: 2 }, () => ({ type: "T", data: "other" })));
  await queues.database.db.queueTask.updateMany({
    where: { id: { in: others.map(({ id }) => id) } },
    data: { status: "FAILED", attempts: 1 },
  });
  expect(await queue.retryFailedQueueTasks()).toMatchObject({ processed: 6, successful: 6 });
  expect(counted.readMost()).toBe(1);
  expect(order).toEqual([...Array(2).fill("other"), ...Array(4).fill("quarantined")]);
});

test("retryFailedQueueTasks runs no quarantined task beside one that a runner of the same process runs", async () => {
  const { queue, end } = openHeld();
  const [first, second] = await queue.addManyToQueue([
    { type: "HELD", data: 1 },
    { type: "HELD", data: 2 },
  ]);
  await queues.database.db.queueTask.updateMany({ data: { status: "FAILED", attempts: 1, crashCount: 2 } });
  queue.start();
  const readRunning = () => queues.database.db.queueTask.findFirst({ where: { status: "PROCESSING" } });
  const running = await until(readRunning, (task) => task !== null);
  expect(running?.id).toBe(first?.id);
  expect(await queue.retryFailedQueueTasks()).toMatchObject({ processed: 0 });
  end();
  expect(await queue.waitForTask(second?.id as string)).toMatchObject({ status: "COMPLETED" });
});

test("retryFailedQueueTasks runs no task whose type was paused after the tasks were listed", async () => {
  const { id } = await queues.open(workers).addToQueue("DONE", {});
  await queues.database.db.queueTask.updateMany({ data: { status: "FAILED", attempts: 1 } });
  const client = interceptClient(queues.client, async (text, run) => {
    const rows = await run();
    if (text.includes("jsonb_array_elements_text($1::jsonb)")) await queues.open(workers).pauseType("DONE");
    return rows;
  });
  const queue = queues.open(workers, {}, client);
  expect(await queue.retryFailedQueueTasks()).toMatchObject({ processed: 0 });
  expect(await queue.readFromQueue(id)).toMatchObject({ status: "FAILED", attempts: 1 });
});

test("processJob runs a task of a paused type, and one beside another quarantined task", async () => {
  const { queue, end } = openHeld();
  const tasks = await queue.addManyToQueue([
    { type: "HELD", data: 1 },
    { type: "HELD", data: 2 },
  ]);
  await queues.database.db.queueTask.updateMany({ data: { crashCount: 2 } });
  await queue.pauseType("HELD");
  const processed = tasks.map(({ id }) => queue.processJob(id));
  await until(
    () => queues.database.db.queueTask.count({ where: { status: "PROCESSING" } }),
    (count) => count === 2,
  );
  end();
  expect(await Promise.all(processed)).toMatchObject([{ status: "COMPLETED" }, { status: "COMPLETED" }]);
});

test("explainTask says that a quarantined task waits for the end of another one", async () => {
  const { queue, end } = openHeld();
  const [, second] = await queue.addManyToQueue([
    { type: "HELD", data: 1 },
    { type: "HELD", data: 2 },
  ]);
  await queues.database.db.queueTask.updateMany({ data: { crashCount: 2 } });
  queue.start();
  const explain = async () => (await queue.explainTask(second?.id as string)).reasons;
  // Until the runner has reported itself, NO_RUNNER is a second reason.
  const reasons = await until(explain, ([reason, ...others]) => reason?.code === "QUARANTINED" && others.length === 0);
  expect(reasons[0]?.message).toBe(
    "It is quarantined, because its process crashed 2 times. A runner runs one quarantined task at a time, and 1 other is running.",
  );
  end();
  expect(await queue.waitForTask(second?.id as string)).toMatchObject({ status: "COMPLETED" });
});

test("a task that ends instead of being requeued keeps the time at which it was due", async () => {
  const snoozing = defineWorkers({
    SNOOZE: defineWorker({
      run: async (_, { task }) => {
        await queue.cancelTask(task.id);
        throw new SnoozeError(3_600_000);
      },
    }),
  });
  const queue = queues.open(snoozing);
  const { id } = await queue.addToQueue("SNOOZE", {});
  const { scheduledFor } = await queues.readRow(id);
  expect(await queue.processJob(id)).toMatchObject({ status: "CANCELLED" });
  expect(await queues.readRow(id)).toMatchObject({ scheduledFor });
});
