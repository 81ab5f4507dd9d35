import { expect, test } from "vitest";
import { defineWorker, defineWorkers, QueueService } from "../src/index.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();

/** A worker that goes on when the test says so. */
function openGated(act: (add: (type: "CHILD") => Promise<unknown>) => unknown) {
  let go = () => {};
  const runs: unknown[] = [];
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const workers = defineWorkers({
    GATED: defineWorker({
      run: async (data, { addToQueue }) => {
        runs.push(data);
        await gate;
        return act((type) => addToQueue(type, {}));
      },
    }),
    CHILD: defineWorker({ run: () => null }),
  });
  return { go, runs, queue: queues.open(workers, { connectionString: queues.database.url }) };
}
const readStatus = async (id: string) => (await queues.readRow(id)).status;

test("a worker that finishes while the service closes may still add tasks", async () => {
  const { go, runs, queue } = openGated((add) => add("CHILD"));
  queue.start();
  const { id } = await queue.addToQueue("GATED", 1);
  await until(
    () => runs.length,
    (n) => n === 1,
  );
  const closed = queue.close();
  go();
  await closed;
  expect(await readStatus(id)).toBe("COMPLETED");
  expect(await queues.database.db.queueTask.count({ where: { type: "CHILD" } })).toBe(1);
});

test("an attempt of processJob finishes before the service is closed, and no new one starts", async () => {
  const { go, runs, queue } = openGated(() => "done");
  const { id } = await queue.addToQueue("GATED", 1);
  const processed = queue.processJob(id);
  await until(
    () => runs.length,
    (n) => n === 1,
  );
  const closed = queue.close();
  await expect(queue.processJob(id)).rejects.toMatchObject({ code: "QUEUE_CLOSED" });
  expect(() => queue.start()).toThrow("closed");
  go();
  expect(await processed).toMatchObject({ status: "COMPLETED", result: "done" });
  await closed;
});

test("retryFailedQueueTasks starts no further task once the service closes", async () => {
  const { go, runs, queue } = openGated(() => "done");
  await queue.addManyToQueue(Array.from({ length: 3 }, (_, n) => ({ type: "GATED" as const, data: n })));
  await queues.database.db.queueTask.updateMany({ data: { status: "FAILED" } });
  const retried = queue.retryFailedQueueTasks({ concurrency: 1 });
  await until(
    () => runs.length,
    (n) => n === 1,
  );
  const closed = queue.close();
  go();
  expect(await retried).toMatchObject({ processed: 1, successful: 1 });
  await closed;
});

test("a closed service says so, whatever it is asked", async () => {
  const queue = queues.open({}, { connectionString: queues.database.url });
  await queue.close();
  await expect(queue.addToQueue("ANY" as string, 1)).rejects.toMatchObject({ code: "QUEUE_CLOSED" });
  await expect(queue.readFromQueue("nobody")).rejects.toMatchObject({ code: "QUEUE_CLOSED" });
});

test("a stopped runner is forgotten, and the next one has a name of its own", async () => {
  const queue = new QueueService(queues.database.db, { workers: { A: defineWorker({ run: () => null }) } });
  const first = queue.start();
  await first.stop();
  const second = queue.start();
  expect(second.id).not.toBe(first.id);
  await queue.close();
  expect(second.stats().state).toBe("stopped");
  expect(await queues.database.db.queueRunner.count({ where: { id: { in: [first.id, second.id] } } })).toBe(0);
});
