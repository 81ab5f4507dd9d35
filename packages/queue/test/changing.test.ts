import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { claimTaskById } from "../src/claiming/claimTaskById.ts";
import { prismaDatabase } from "../src/database/database.ts";
import { defineWorker, defineWorkers, type PrismaClientLike } from "../src/index.ts";
import { setUpTestClock } from "./support/setUpTestClock.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();
const clock = setUpTestClock(queues);
const workers = defineWorkers({
  DONE: defineWorker({ run: () => "done" }),
  FAIL: defineWorker({
    maxAttempts: 1,
    run: () => {
      throw new Error("no");
    },
  }),
  HANG: defineWorker({
    run: (_, { signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve("stopped"))),
  }),
});

test("a waiting task is cancelled at once", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("DONE", {});
  expect(await queue.cancelTask(id)).toMatchObject({ status: "CANCELLED", terminalReason: "CANCELLED" });
  expect(await queue.processJob(id)).toBeNull();
});

test("cancelling a running task aborts its signal, also when it was cancelled by another process", async () => {
  const queue = queues.open(workers, { leaseMs: 400, heartbeatMs: 50 });
  queue.start();
  const { id } = await queue.addToQueue("HANG", {});
  await until(
    () => queue.readFromQueue(id),
    (task) => task?.status === "PROCESSING",
  );
  const elsewhere = queues.open(workers);
  expect(await elsewhere.cancelTask(id)).toMatchObject({ status: "PROCESSING", cancelRequestedAt: expect.any(Date) });
  const task = await elsewhere.waitForTask(id);
  expect(task).toMatchObject({ status: "CANCELLED" });
  expect(task.result).toBeUndefined();
});

test("a task that is cancelled before it starts never starts, even if it was claimed ahead", async () => {
  let isSlow = false;
  const started: unknown[] = [];
  const ends: (() => void)[] = [];
  const mixed = defineWorkers({
    MIXED: defineWorker({
      run: (data) => {
        started.push(data);
        return isSlow ? new Promise<void>((end) => ends.push(end)) : undefined;
      },
    }),
  });
  const queue = queues.open(mixed, { connectionString: queues.database.url });
  const runner = queue.start({ concurrency: 1 });
  const quick = await queue.addManyToQueue(Array.from({ length: 300 }, () => ({ type: "MIXED" as const, data: 0 })));
  await queue.waitForTask(quick.at(-1)?.id as string);
  isSlow = true;
  const tasks = await queue.addManyToQueue([
    { type: "MIXED", data: "first" },
    { type: "MIXED", data: "second" },
  ]);
  await until(
    () => ends.length,
    (n) => n === 1,
  );
  expect(runner.stats()).toMatchObject({ running: 1, buffered: 1 });
  const second = tasks[1]?.id as string;
  await queue.cancelTask(second);
  ends[0]?.();
  expect(await queue.waitForTask(second)).toMatchObject({ status: "CANCELLED" });
  expect(started).not.toContain("second");
});

test("cancelling a finished task throws, and cancelling twice has the same effect as once", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("DONE", {});
  await queue.processJob(id);
  await expect(queue.cancelTask(id)).rejects.toThrow(
    `Task "${id}" is COMPLETED: it is already finished and will not run again.`,
  );
  const other = await queue.addToQueue("DONE", {});
  await queue.cancelTask(other.id);
  expect(await queue.cancelTask(other.id)).toMatchObject({ status: "CANCELLED" });
  await expect(queue.cancelTask("nobody")).rejects.toMatchObject({ code: "TASK_NOT_FOUND" });
});

test("a manual retry gives a task that failed permanently one more attempt", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("FAIL", {});
  await queue.processJob(id).catch(() => {});
  expect(await queue.retryTask(id)).toMatchObject({
    status: "PENDING",
    attempts: 1,
    maxAttempts: 2,
    terminalReason: null,
    finishedAt: null,
  });
  await queue.processJob(id).catch(() => {});
  expect(await queue.readFromQueue(id)).toMatchObject({ status: "MAX_RETRIES_REACHED", attempts: 2 });
});

test("a completed task cannot be retried", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("DONE", {});
  await queue.processJob(id);
  await expect(queue.retryTask(id)).rejects.toMatchObject({
    code: "INVALID_TRANSITION",
    from: "COMPLETED",
    to: "PENDING",
  });
});

test("a retry whose unique key is taken throws with the task that has the key", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("FAIL", {}, { uniqueKey: "k" });
  await queue.processJob(id).catch(() => {});
  const holder = await queue.addToQueue("FAIL", {}, { uniqueKey: "k" });
  await expect(queue.retryTask(id)).rejects.toMatchObject({ code: "UNIQUE_KEY_TAKEN", taskId: holder.id });
});

test("a retry succeeds if the task that had the unique key finishes before it is found", async () => {
  let holderId: string | undefined;
  /** Another process cancels the holder as soon as PostgreSQL has refused the retry. */
  const client: PrismaClientLike = {
    $queryRawUnsafe: <T>(text: string, ...values: unknown[]) =>
      queues.client.$queryRawUnsafe<T>(text, ...values).catch(async (error) => {
        if (holderId) await elsewhere.cancelTask(holderId);
        throw error;
      }),
  };
  const elsewhere = queues.open(workers);
  const queue = queues.open(workers, {}, client);
  const { id } = await queue.addToQueue("FAIL", {}, { uniqueKey: "k" });
  await queue.processJob(id).catch(() => {});
  holderId = (await elsewhere.addToQueue("FAIL", {}, { uniqueKey: "k" })).id;
  expect(await queue.retryTask(id)).toMatchObject({ status: "PENDING" });
  expect(await queue.readFromQueue(holderId)).toMatchObject({ status: "CANCELLED" });
});

test("a finished task cannot be changed", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("DONE", {});
  await queue.processJob(id);
  await expect(queue.updateInQueue(id, { priority: 4 })).rejects.toMatchObject({ code: "INVALID_TRANSITION" });
});

test("updateInQueue with status PENDING and new data retries a failed task with the new data", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("FAIL", { n: 1 });
  await queue.processJob(id).catch(() => {});
  expect(await queue.updateInQueue(id, { status: "PENDING", data: { n: 2 } })).toMatchObject({
    status: "PENDING",
    data: { n: 2 },
  });
});

test("a task that is retried with new data never starts with the old data", async () => {
  const seen: unknown[] = [];
  const recording = defineWorkers({ SEE: defineWorker({ run: (data) => void seen.push(data) }) });
  const queue = queues.open(recording, { connectionString: queues.database.url });
  queue.start();
  for (let n = 0; n < 10; n++) {
    const { id } = await queue.addToQueue("SEE", `old ${n}`, { delayMs: 3_600_000 });
    await queue.cancelTask(id);
    expect(await queue.updateInQueue(id, { status: "PENDING", data: n, priority: 3 })).toMatchObject({ data: n });
    expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED", priority: 3 });
  }
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("a task that is retried with a due time waits for it", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("FAIL", 1);
  await queue.processJob(id).catch(() => {});
  const scheduledFor = new Date(Date.now() + 3_600_000);
  expect(await queue.updateInQueue(id, { status: "PENDING", scheduledFor })).toMatchObject({
    status: "PENDING",
    scheduledFor,
    maxAttempts: 2,
    finishedAt: null,
  });
});

test("a retry always leaves at least one attempt", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("FAIL", 1, { maxAttempts: 2 });
  await queue.processJob(id).catch(() => {});
  await queue.cancelTask(id);
  const refused = queue.updateInQueue(id, { status: "PENDING", maxAttempts: 1 });
  await expect(refused).rejects.toThrow('Option "maxAttempts" is 1; expected a whole number from 2');
});

test("an invalid change, or a value that JSON cannot hold, is refused with its name", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("DONE", { n: 1 });
  await expect(queue.updateInQueue(id, { data: { n: 1n } })).rejects.toThrow("data.n: a bigint is not a JSON value");
  await expect(queue.updateInQueue(id, { timeoutMs: Number.NaN })).rejects.toThrow('Option "timeoutMs" is NaN');
  await expect(queue.updateInQueue(id, null as never)).rejects.toThrow("an object with the fields to change");
});

test("a change to a unique key that is taken throws with the task that has it, and changes nothing", async () => {
  const queue = queues.open(workers);
  const holder = await queue.addToQueue("FAIL", 1, { uniqueKey: "k" });
  const { id } = await queue.addToQueue("FAIL", 2);
  const refused = queue.updateInQueue(id, { uniqueKey: "k", priority: 5 });
  await expect(refused).rejects.toMatchObject({ code: "UNIQUE_KEY_TAKEN", taskId: holder.id });
  expect(await queue.readFromQueue(id)).toMatchObject({ uniqueKey: null, priority: 0 });
});

test("the data of a running task cannot be changed", async () => {
  const queue = queues.open(workers);
  queue.start();
  const { id } = await queue.addToQueue("HANG", { n: 1 });
  await until(
    () => queue.readFromQueue(id),
    (task) => task?.status === "PROCESSING",
  );
  await expect(queue.updateInQueue(id, { data: { n: 2 } })).rejects.toMatchObject({ code: "INVALID_TRANSITION" });
  await queue.cancelTask(id);
});

test("deleting a running task aborts its signal, discards its outcome and emits leaseLost", async () => {
  const queue = queues.open(workers);
  const lost: string[] = [];
  queue.on("leaseLost", ({ id }) => lost.push(id));
  queue.start();
  const { id } = await queue.addToQueue("HANG", {});
  await until(
    () => queue.readFromQueue(id),
    (task) => task?.status === "PROCESSING",
  );
  await queue.deleteFromQueue(id);
  await until(
    () => lost,
    (ids) => ids.includes(id),
  );
  expect(await queue.readFromQueue(id)).toBeNull();
});

test("waitForTask throws after its timeout, with the status of the task", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("DONE", {});
  await expect(queue.waitForTask(id, { timeoutMs: 20 })).rejects.toThrow(`Task "${id}" is still PENDING after 20 ms`);
  await expect(queue.waitForTask(id, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  await expect(queue.waitForTask("nobody")).rejects.toMatchObject({ code: "TASK_NOT_FOUND" });
});

test("processJob runs nothing if the next attempt is not the one that the caller expects", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("FAIL", {}, { maxAttempts: 3 });
  expect(await queue.processJob(id, 2)).toBeNull();
  await expect(queue.processJob(id, 1)).rejects.toThrow("no");
  expect(await queue.processJob(id, 1)).toBeNull();
  expect(await queue.readFromQueue(id)).toMatchObject({ attempts: 1 });
});

test("20 parallel processJob calls of one task run it once", async () => {
  const queue = queues.open(workers, { connectionString: queues.database.url });
  const { id } = await queue.addToQueue("DONE", {});
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => queue.processJob(id, undefined, { skipIfProcessing: true })),
  );
  expect(answers.filter((task) => task?.status === "COMPLETED")).toHaveLength(1);
  expect(await queue.readFromQueue(id)).toMatchObject({ attempts: 1 });
});

test("explainTask explains what a task waits for", async () => {
  const queue = queues.open(workers);
  const explain = async (id: string) => (await queue.explainTask(id)).reasons.map(({ code }) => code);
  const later = await queue.addToQueue("DONE", {}, { delayMs: 3_600_000 });
  const next = await queue.addToQueue("DONE", {});
  expect(await explain(later.id)).toEqual(["NOT_DUE", "NO_RUNNER"]);
  expect(await explain(next.id)).toEqual(["NO_RUNNER"]);
  await queue.processJob(next.id);
  expect(await explain(next.id)).toEqual(["FINISHED"]);
  await expect(queue.explainTask("nobody")).rejects.toMatchObject({ code: "TASK_NOT_FOUND" });
});

test("a task whose result cannot be stored is completed, with a note instead of the result", async () => {
  const odd = defineWorkers({ ODD: defineWorker({ run: (): unknown => ({ big: 1n }) }) });
  const queue = queues.open(odd);
  const { id } = await queue.addToQueue("ODD", {});
  expect(await queue.processJob(id)).toMatchObject({
    status: "COMPLETED",
    resultNote: expect.stringContaining("result.big: a bigint"),
  });
});

test.each(["a\0b", "\ud800", 42 as unknown as string, undefined as unknown as string])(
  "%j is the id of no task, for every method",
  async (id) => {
    const queue = queues.open(workers);
    expect(await queue.readFromQueue(id)).toBeNull();
    expect(await queue.processJob(id)).toBeNull();
    const notFound = { code: "TASK_NOT_FOUND" };
    await expect(queue.cancelTask(id)).rejects.toMatchObject(notFound);
    await expect(queue.retryTask(id)).rejects.toMatchObject(notFound);
    await expect(queue.deleteFromQueue(id)).rejects.toMatchObject(notFound);
    await expect(queue.updateInQueue(id, { priority: 1 })).rejects.toMatchObject(notFound);
    await expect(queue.explainTask(id)).rejects.toMatchObject(notFound);
    await expect(queue.handleRateLimitError(id, "openai")).rejects.toMatchObject(notFound);
    await expect(queue.waitForTask(id)).rejects.toMatchObject(notFound);
  },
);

test("retryFailedQueueTasks rescues the tasks of a dead process and runs them", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("DONE", {});
  const request = { token: randomUUID(), holder: "dead", leaseMs: 30_000, nextAttempt: undefined };
  await claimTaskById(prismaDatabase(queues.database.db), { ...request, id, wanted: [{ type: "DONE", timeoutMs: 0 }] });
  expect(await queue.retryFailedQueueTasks()).toMatchObject({ processed: 0 });
  await clock.advanceMs(31_000);
  expect(await queue.retryFailedQueueTasks()).toMatchObject({ success: true, processed: 1, successful: 1 });
  expect(await queue.readFromQueue(id)).toMatchObject({ status: "COMPLETED", attempts: 2, crashCount: 1 });
});
