import { defineWorker, defineWorkers, QueueService, type Workers } from "@package/queue";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { addTasks } from "../contract/addTasks.ts";
import { addSpecificTask, watchProcessing } from "../contract/bestPractices.ts";
import { handleErrors } from "../contract/handleErrors.ts";
import { handleRateLimits } from "../contract/handleRateLimits.ts";
import { processTasks } from "../contract/processTasks.ts";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

const database = await openExampleDatabase();
const { db } = database;
const project = new QueueService(db);
const open: { close(): Promise<void> }[] = [project];

function openQueue<TWorkers extends Workers>(workers: TWorkers): QueueService<TWorkers> {
  const queue = new QueueService(db, { workers, backoff: { baseMs: 0 } });
  open.push(queue);
  return queue;
}

afterEach(async () => {
  vi.restoreAllMocks();
  await db.queueTask.deleteMany();
});
afterAll(async () => {
  await Promise.all(open.map((queue) => queue.close()));
  await database.drop();
});

test("tasks are added with and without options", async () => {
  const { emailTask, priorityTask } = await addTasks(project);
  expect(emailTask).toMatchObject({ type: "EMAIL_SEND", priority: 0, maxAttempts: 3, scheduledFor: null });
  expect(priorityTask).toMatchObject({ priority: 2, maxAttempts: 5, referenceId: "user-123", referenceType: "User" });
  expect(priorityTask.scheduledFor?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
});

test("one task is processed, and failed ones are retried", async () => {
  let isDown = true;
  const queue = openQueue(
    defineWorkers({
      FLAKY: defineWorker({
        run: () => {
          if (isDown) throw new Error("down");
          return "up";
        },
      }),
      STEADY: defineWorker({ run: () => "done" }),
    }),
  );
  const failed = await queue.addToQueue("FLAKY", {});
  await expect(queue.processJob(failed.id)).rejects.toThrow("down");
  isDown = false;
  const steady = await queue.addToQueue("STEADY", {});
  const { result, retryResult } = await processTasks(queue, steady.id);
  expect(result).toMatchObject({ id: steady.id, status: "COMPLETED", result: "done" });
  expect(retryResult).toMatchObject({ success: true, processed: 1, successful: 1, failed: 0 });
});

test("a rate limit snoozes the task without using an attempt", async () => {
  const queue = openQueue(defineWorkers({ ASK: defineWorker({ run: () => "answer" }) }));
  const { id } = await queue.addToQueue("ASK", {});
  await handleRateLimits(queue, id);
  const task = await queue.readFromQueue(id);
  expect(task).toMatchObject({ status: "PENDING", attempts: 0, failedProviders: ["OpenAI"], snoozeCount: 1 });
  expect(task?.scheduledFor?.getTime()).toBeGreaterThan(Date.now() + 250_000);
});

test("a worker's error reaches the caller after it was recorded", async () => {
  const queue = openQueue(
    defineWorkers({
      BROKEN: defineWorker({
        run: () => {
          throw new Error("broken");
        },
      }),
    }),
  );
  const { id } = await queue.addToQueue("BROKEN", {});
  const log = vi.spyOn(console, "error").mockReturnValue();
  await handleErrors(queue, id);
  expect(log).toHaveBeenCalledWith("Task processing error:", expect.objectContaining({ message: "broken" }));
  expect(await queue.readFromQueue(id)).toMatchObject({ status: "FAILED", errorMessage: "broken", attempts: 1 });
});

test("the options of an image are checked and kept", async () => {
  await addSpecificTask(project);
  const [task] = await db.queueTask.findMany();
  expect(task).toMatchObject({
    type: "IMAGE_PROCESS",
    priority: 1,
    data: { options: { resize: true, format: "webp" } },
  });
});

test("hasProcessingTasks finds a running task by its type", async () => {
  const log = vi.spyOn(console, "log").mockReturnValue();
  await watchProcessing(project);
  expect(log).not.toHaveBeenCalled();
  const queue = openQueue(defineWorkers({ IMAGE_PROCESS: defineWorker({ run: () => watchProcessing(project) }) }));
  await queue.processJob((await queue.addToQueue("IMAGE_PROCESS", {})).id);
  expect(log).toHaveBeenCalledWith("Tasks are currently processing");
});
