import { describe, expect, test } from "vitest";
import { z } from "zod";
import { defineWorker, defineWorkers, InvalidTransitionError, TaskBusyError, TaskNotFoundError } from "../src/index.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

// The other test files use another time zone and date style.
const queues = setUpTestQueues({ timezone: "UTC", datestyle: "ISO" });

const workers = defineWorkers({
  ECHO: defineWorker({ input: z.object({ text: z.string() }), run: async ({ text }) => ({ said: text }) }),
  FAIL: defineWorker({
    run: () => {
      throw new Error("as asked");
    },
  }),
  HANG: defineWorker({
    run: (_, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  }),
});

describe.each([
  ["through the Prisma client", false],
  ["through connections of its own", true],
])("%s", (_, hasOwn) => {
  const open = () => queues.open(workers, hasOwn ? { connectionString: queues.database.url } : {});

  test("an added task is a PENDING row with the contract's defaults", async () => {
    const queue = open();
    const task = await queue.addToQueue("ECHO", { text: "hi" });
    expect(task).toMatchObject({
      type: "ECHO",
      data: { text: "hi" },
      status: "PENDING",
      attempts: 0,
      maxAttempts: 3,
      priority: 0,
      failedProviders: [],
      scheduledFor: null,
    });
    expect(task.id).toMatch(/^c[a-z0-9]{24}$/);
    expect(await queue.readFromQueue(task.id)).toEqual(task);
  });

  test("options reach the row", async () => {
    const queue = open();
    const scheduledFor = new Date(Date.now() + 3_600_000);
    const task = await queue.addToQueue(
      "ECHO",
      { text: "hi" },
      { priority: 2, maxAttempts: 5, scheduledFor, reference: { id: "user-123", type: "User" }, tags: ["a"] },
    );
    const row = await queue.readFromQueue(task.id);
    expect(row).toMatchObject({
      priority: 2,
      maxAttempts: 5,
      scheduledFor,
      referenceId: "user-123",
      referenceType: "User",
      ownerId: "user-123",
      tags: ["a"],
    });
  });

  test("processJob runs the task at once and resolves to the completed task", async () => {
    const queue = open();
    const { id } = await queue.addToQueue("ECHO", { text: "hi" });
    const task = await queue.processJob(id);
    expect(task).toMatchObject({ id, status: "COMPLETED", attempts: 1, result: { said: "hi" } });
    expect(task?.processedAt).toBeInstanceOf(Date);
  });

  test("an error of the worker is recorded and then rethrown", async () => {
    const queue = open();
    const { id } = await queue.addToQueue("FAIL", {});
    await expect(queue.processJob(id)).rejects.toThrow("as asked");
    const task = await queue.readFromQueue(id);
    expect(task).toMatchObject({ status: "FAILED", attempts: 1, errorMessage: "as asked" });
    expect(Object.values(task?.errorPatterns ?? {})).toMatchObject([{ errorClass: "Error", count: 1 }]);
  });

  test("a task whose last attempt fails becomes MAX_RETRIES_REACHED", async () => {
    const queue = open();
    const { id } = await queue.addToQueue("FAIL", {}, { maxAttempts: 2 });
    await expect(queue.processJob(id)).rejects.toThrow();
    await expect(queue.processJob(id)).rejects.toThrow();
    expect(await queue.readFromQueue(id)).toMatchObject({
      status: "MAX_RETRIES_REACHED",
      attempts: 2,
      terminalReason: "EXHAUSTED",
    });
    expect(await queue.processJob(id)).toBeNull();
  });

  test("processJob of a running task throws TaskBusyError, or returns null with skipIfProcessing", async () => {
    const queue = open();
    const { id } = await queue.addToQueue("HANG", {});
    const running = queue.processJob(id).catch((error: unknown) => error);
    await until(
      () => queue.hasProcessingTasks("HANG"),
      (isBusy) => isBusy,
    );
    await expect(queue.processJob(id)).rejects.toBeInstanceOf(TaskBusyError);
    expect(await queue.processJob(id, undefined, { skipIfProcessing: true })).toBeNull();
    await queue.cancelTask(id);
    await running;
    expect(await queue.readFromQueue(id)).toMatchObject({ status: "CANCELLED" });
  });

  test("a runner completes added tasks", async () => {
    const queue = open();
    queue.start({ concurrency: 4 });
    const tasks = await queue.addManyToQueue(
      Array.from({ length: 50 }, (__, n) => ({ type: "ECHO" as const, data: { text: String(n) } })),
    );
    const done = await Promise.all(tasks.map(({ id }) => queue.waitForTask(id)));
    expect(done.map(({ status, attempts, result }) => ({ status, attempts, result }))).toEqual(
      tasks.map((__, n) => ({ status: "COMPLETED", attempts: 1, result: { said: String(n) } })),
    );
  });

  test("updateInQueue changes the fields that may change and refuses the others", async () => {
    const queue = open();
    const task = await queue.addToQueue("ECHO", { text: "hi" });
    expect(await queue.updateInQueue(task.id, { ...task, priority: 7, data: { text: "ho" } })).toMatchObject({
      priority: 7,
      data: { text: "ho" },
    });
    await expect(queue.updateInQueue(task.id, { status: "COMPLETED" })).rejects.toBeInstanceOf(InvalidTransitionError);
    await expect(queue.updateInQueue(task.id, { attempts: 2 })).rejects.toThrow(
      '"attempts" cannot be changed: it is managed by the queue.',
    );
    await expect(queue.updateInQueue("nobody", { priority: 1 })).rejects.toBeInstanceOf(TaskNotFoundError);
  });

  test("deleteFromQueue deletes the row, and throws the second time", async () => {
    const queue = open();
    const { id } = await queue.addToQueue("ECHO", { text: "hi" });
    await queue.deleteFromQueue(id);
    expect(await queue.readFromQueue(id)).toBeNull();
    await expect(queue.deleteFromQueue(id)).rejects.toBeInstanceOf(TaskNotFoundError);
  });

  test("handleRateLimitError snoozes the task without an attempt and starts a cooldown of the provider", async () => {
    const queue = open();
    const { id } = await queue.addToQueue("FAIL", {});
    await queue.processJob(id).catch(() => {});
    await queue.handleRateLimitError(id, "OpenAI", 300);
    const task = await queue.readFromQueue(id);
    expect(task).toMatchObject({ status: "PENDING", attempts: 0, failedProviders: ["OpenAI"], snoozeCount: 1 });
    expect((task?.scheduledFor?.getTime() ?? 0) - Date.now()).toBeGreaterThan(290_000);
    const provider = await queues.database.db.queueProvider.findUniqueOrThrow({ where: { name: "OpenAI" } });
    expect((provider.coolDownUntil?.getTime() ?? 0) - Date.now()).toBeGreaterThan(290_000);
  });

  test("retryFailedQueueTasks runs due tasks and returns a summary", async () => {
    const queue = open();
    const { id } = await queue.addToQueue("FAIL", {}, { maxAttempts: 5 });
    await queue.processJob(id).catch(() => {});
    expect(await queue.retryFailedQueueTasks()).toMatchObject({ success: true, processed: 0 });
    await queue.updateInQueue(id, { scheduledFor: new Date(Date.now() - 1_000) });
    expect(await queue.retryFailedQueueTasks()).toMatchObject({
      success: false,
      processed: 1,
      successful: 0,
      failed: 1,
      results: [{ id, success: false, error: "as asked" }],
    });
  });
});
