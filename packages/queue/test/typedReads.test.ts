import { expect, test } from "vitest";
import { defineWorker, defineWorkers } from "../src/index.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();
const workers = defineWorkers({
  COUNT: defineWorker({ run: () => ({ count: 1 }) }),
  GREET: defineWorker({ run: () => ({ greeting: "hello" }) }),
});

test("an added task can be waited for and read again", async () => {
  const queue = queues.open(workers);
  const task = await queue.addToQueue("COUNT", {});
  queue.start();
  expect(await queue.waitForTask(task)).toMatchObject({ id: task.id, result: { count: 1 } });
  expect(await queue.readFromQueue(task)).toMatchObject({ id: task.id, status: "COMPLETED" });
});

test("a task is read by its id and type", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("COUNT", {});
  expect(await queue.readFromQueue(id, { type: "COUNT" })).toMatchObject({ id });
  await queue.processJob(id);
  expect(await queue.waitForTask(id, { type: "COUNT" })).toMatchObject({ id, result: { count: 1 } });
});

test("a task of another type is not returned with types that it does not have", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("COUNT", {});
  await queue.processJob(id);
  expect(await queue.readFromQueue(id, { type: "GREET" })).toBeNull();
  await expect(queue.waitForTask(id, { type: "GREET" })).rejects.toMatchObject({
    code: "TASK_NOT_FOUND",
    taskId: id,
    message: `There is no task "${id}" of the type "GREET": its type is COUNT. Pass that type, or the id of another task.`,
  });
});

test("options that are undefined mean their defaults", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("COUNT", {});
  await queue.processJob(id);
  expect(await queue.readFromQueue(id, { type: undefined })).toMatchObject({ id });
  expect(await queue.waitForTask(id, { type: undefined })).toMatchObject({ id });
});

test("an unknown option of readFromQueue is refused", async () => {
  const queue = queues.open(workers);
  // @ts-expect-error there is no such option
  await expect(queue.readFromQueue("any", { typ: "COUNT" })).rejects.toMatchObject({ code: "INVALID_OPTIONS" });
});
