import { expect, test } from "vitest";
import { defineWorker, defineWorkers } from "../src/index.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();

const workers = defineWorkers({ ECHO: defineWorker({ run: (data) => (data === "nothing" ? undefined : data) }) });

const executors: [string, () => { connectionString?: string }][] = [
  ["the Prisma client", () => ({})],
  ["connections of its own", () => ({ connectionString: queues.database.url })],
];

test.each(executors)("a result of null is null for every reader, through %s", async (_, options) => {
  const queue = queues.open(workers, options());
  const told: unknown[] = [];
  queue.on("completed", ({ result }) => told.push(result));
  const { id } = await queue.addToQueue("ECHO", null);
  expect(await queue.processJob(id)).toMatchObject({ status: "COMPLETED", result: null, resultNote: null });
  expect(await queue.readFromQueue(id)).toMatchObject({ result: null });
  expect(await queue.waitForTask(id)).toMatchObject({ result: null });
  expect(told).toEqual([null]);
});

test.each(executors)("a worker that returns nothing leaves no result, through %s", async (_, options) => {
  const queue = queues.open(workers, options());
  const { id } = await queue.addToQueue("ECHO", "nothing");
  expect(await queue.processJob(id)).not.toHaveProperty("result");
  expect(await queue.readFromQueue(id)).not.toHaveProperty("result");
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED", resultNote: null });
});

test.each(executors)(
  "results settled together stay with their tasks, null and none among them, through %s",
  async (_, options) => {
    const queue = queues.open(workers, options());
    const given = [null, "nothing", { a: null }, 0, "null", false, null, "nothing"];
    const tasks = await queue.addManyToQueue(given.map((data) => ({ type: "ECHO", data }) as const));
    queue.start({ concurrency: given.length });
    const ended = await Promise.all(tasks.map(({ id }) => queue.waitForTask(id)));
    expect(ended.map((task) => ("result" in task ? task.result : "nothing"))).toEqual(given);
  },
);
