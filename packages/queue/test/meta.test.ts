import { expect, test } from "vitest";
import { defineWorker, defineWorkers, type QueueEvents, type TaskMeta } from "../src/index.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();
const meta = { tenant: "acme", traceparent: "00-abc", nested: { list: [1, "é", null] } };

test.each([
  ["through the Prisma client", false],
  ["through connections of its own", true],
])("meta comes back as it was given, in each read and in the worker: %s", async (_, hasOwn) => {
  const seen: unknown[] = [];
  const workers = defineWorkers({ T: defineWorker({ run: (_data, { task }) => void seen.push(task.meta) }) });
  const queue = queues.open(workers, hasOwn ? { connectionString: queues.database.url } : {});
  const one = await queue.addToQueue("T", {}, { meta });
  const [two, none] = await queue.addManyToQueue([
    { type: "T", data: {}, meta },
    { type: "T", data: {} },
  ]);
  const inTransaction = await queues.client.$transaction((tx) => queue.addToQueue("T", {}, { meta, tx }));
  for (const task of [one, two, inTransaction]) {
    expect(task?.meta).toEqual(meta);
    expect((await queue.readFromQueue(task?.id ?? ""))?.meta).toEqual(meta);
    await queue.processJob(task?.id ?? "");
  }
  await queue.processJob(none?.id ?? "");
  expect(seen).toEqual([meta, meta, meta, null]);
});

test("a task that a worker adds inherits the owner, but no meta", async () => {
  const workers = defineWorkers({
    PARENT: defineWorker({ run: async (_, context) => (await context.addToQueue("CHILD", {})).id }),
    CHILD: defineWorker({ run: () => {} }),
  });
  const queue = queues.open(workers);
  const parent = await queue.addToQueue("PARENT", {}, { meta, ownerId: "ann" });
  const done = await queue.processJob(parent.id);
  expect(await queue.readFromQueue(String(done?.result))).toMatchObject({ ownerId: "ann", meta: null });
});

test("events have the meta of their task, and how long it waited and ran", async () => {
  const workers = defineWorkers({ T: defineWorker({ run: () => new Promise((resolve) => setTimeout(resolve, 20)) }) });
  const queue = queues.open(workers);
  const events: QueueEvents["completed"][] = [];
  let started: QueueEvents["started"] | undefined;
  queue.on("started", (event) => {
    started = event;
  });
  queue.on("completed", (event) => events.push(event));
  const { id } = await queue.addToQueue("T", {}, { meta });
  await queues.database.db.$executeRaw`UPDATE "QueueTask" SET "createdAt" = now() - interval '10 s' WHERE id = ${id}`;
  await queue.processJob(id);
  expect(started).toMatchObject({ id, meta });
  expect(started?.waitMs).toBeGreaterThan(9_000);
  expect(events).toMatchObject([{ id, meta, waitMs: expect.any(Number), runMs: expect.any(Number) }]);
  expect(events[0]?.waitMs).toBeGreaterThan(9_000);
  expect(events[0]?.runMs).toBeGreaterThan(15);
});

test.each<[string, unknown, RegExp]>([
  ["an array", [1], /"meta" is .*expected a JSON object/],
  ["null", null, /"meta" is null.*expected a JSON object/],
  ["a string", "acme", /expected a JSON object/],
  [
    "a value that JSON cannot hold",
    { trace: { id: 1n } },
    /"meta" cannot be stored: trace.id: a bigint is not a JSON value/,
  ],
  ["more than 8 KiB", { text: "ü".repeat(4_100) }, /"meta" is 8211 bytes of JSON, more than 8192/],
])("%s is refused as meta", async (_, given, message) => {
  const queue = queues.open(defineWorkers({ T: defineWorker({ run: () => {} }) }));
  await expect(queue.addToQueue("T", {}, { meta: given as TaskMeta })).rejects.toThrow(message);
  await expect(queue.addManyToQueue([{ type: "T", data: {}, meta: given as TaskMeta }])).rejects.toThrow(
    "entries[0].meta",
  );
  expect(await queues.database.db.queueTask.count()).toBe(0);
});

test("meta and the limit to begin cannot be changed, and a task that was read can be passed back", async () => {
  const queue = queues.open(defineWorkers({ T: defineWorker({ run: () => {} }) }));
  const task = await queue.addToQueue("T", {}, { meta, startWithinMs: 60_000 });
  await expect(queue.updateInQueue(task.id, { meta: {} })).rejects.toThrow('"meta" cannot be changed');
  expect(await queue.updateInQueue(task.id, { ...task, priority: 2 })).toMatchObject({ priority: 2, meta });
});
