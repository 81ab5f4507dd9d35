import { expect, test } from "vitest";
import { z } from "zod";
import { defineWorker, defineWorkers, InvalidTaskDataError, type Workers } from "../src/index.ts";
import { setUpTestClock } from "./support/setUpTestClock.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();
const clock = setUpTestClock(queues);

/** A process whose schema accepts these letters. */
const openProcess = (letters: [string, ...string[]], version?: string, options = {}) => {
  const seen: string[] = [];
  const workers: Workers = defineWorkers({
    LETTER: defineWorker({
      input: z.enum(letters),
      maxAttempts: 5,
      ...(version === undefined ? {} : { version }),
      run: (letter) => void seen.push(letter),
    }),
  });
  return { queue: queues.open(workers, options), seen };
};

const readHistory = (taskId: string) =>
  queues.database.db.queueTaskAttempt.findMany({
    where: { taskId },
    select: { attempt: true, outcome: true, workerVersion: true, errorClass: true },
    orderBy: { id: "asc" },
  });

/** Lets refused tasks become due: a refusal delays them by at most a minute, plus 20 %. */
const makeDue = () => clock.advanceMs(72_000);

test("a task whose data an older process refuses waits for a newer one, without using an attempt", async () => {
  const [older, newer] = [openProcess(["a"]), openProcess(["a", "b"])];
  const { id } = await newer.queue.addToQueue("LETTER", "b");
  older.queue.start({ concurrency: 1 });
  await until(
    () => older.queue.readFromQueue(id),
    (task) => task?.refusalCount === 1,
  );
  expect(await older.queue.readFromQueue(id)).toMatchObject({ status: "PENDING", attempts: 0 });
  newer.queue.start({ concurrency: 1 });
  await makeDue();
  await until(
    async () => {
      const task = await newer.queue.readFromQueue(id);
      if (task?.status === "PENDING") await makeDue(); // the older process may have claimed it first again
      return task?.status;
    },
    (status) => status === "COMPLETED",
  );
  expect(await newer.queue.readFromQueue(id)).toMatchObject({ attempts: 1, crashCount: 0 });
  expect([older.seen, newer.seen]).toEqual([[], ["b"]]);
});

test("each refusal waits longer than the one before", async () => {
  const [older, newer] = [openProcess(["a"]), openProcess(["b"])];
  const { id } = await newer.queue.addToQueue("LETTER", "b");
  const waits: number[] = [];
  for (let refusal = 1; refusal <= 3; refusal++) {
    await expect(older.queue.processJob(id)).rejects.toThrow(InvalidTaskDataError);
    const [row] = await queues.database.db.$queryRaw<
      { ms: number }[]
    >`SELECT (extract(epoch FROM "scheduledFor" - "processedAt") * 1000)::float8 AS ms FROM "QueueTask" WHERE id = ${id}`;
    waits.push(row?.ms ?? 0);
  }
  expect(waits[0]).toBeGreaterThan(700);
  expect(waits[1]).toBeGreaterThan(waits[0] ?? 0);
  expect(waits[2]).toBeGreaterThan(waits[1] ?? 0);
});

test("processJob refuses the task and throws the validation error", async () => {
  const [older, newer] = [openProcess(["a"]), openProcess(["b"])];
  const { id } = await newer.queue.addToQueue("LETTER", "b");
  await expect(older.queue.processJob(id)).rejects.toMatchObject({ code: "INVALID_TASK_DATA", type: "LETTER" });
  expect(await older.queue.readFromQueue(id)).toMatchObject({ status: "PENDING", attempts: 0, refusalCount: 1 });
});

test("a refusal by the version that the task was added with is final", async () => {
  const [wrong, adder] = [openProcess(["a"], "7"), openProcess(["b"], "7")];
  const { id } = await adder.queue.addToQueue("LETTER", "b");
  expect(await adder.queue.readFromQueue(id)).toMatchObject({ workerVersion: "7" });
  const ended: unknown[] = [];
  wrong.queue.on("exhausted", (event) => ended.push(event.status));
  await expect(wrong.queue.processJob(id)).rejects.toThrow(InvalidTaskDataError);
  expect(await wrong.queue.readFromQueue(id)).toMatchObject({
    status: "MAX_RETRIES_REACHED",
    terminalReason: "UNRECOVERABLE",
    attempts: 0,
    errorMessage: expect.stringContaining("The data of task LETTER is not valid"),
  });
  expect(ended).toEqual(["MAX_RETRIES_REACHED"]);
});

test("refusals by another version are not final until the first one is old enough", async () => {
  const [older, newer] = [openProcess(["a"], "1", { refusalLimitMs: 60_000 }), openProcess(["b"], "2")];
  const { id } = await newer.queue.addToQueue("LETTER", "b", { maxAttempts: 1 });
  for (let refusal = 1; refusal <= 5; refusal++)
    await expect(older.queue.processJob(id)).rejects.toThrow(InvalidTaskDataError);
  expect(await older.queue.readFromQueue(id)).toMatchObject({ status: "PENDING", attempts: 0, refusalCount: 5 });
  await clock.advanceMs(61_000);
  await expect(older.queue.processJob(id)).rejects.toThrow(InvalidTaskDataError);
  expect(await older.queue.readFromQueue(id)).toMatchObject({
    status: "MAX_RETRIES_REACHED",
    terminalReason: "UNRECOVERABLE",
    attempts: 0,
  });
});

test("QueueTaskAttempt has one row for each version that refuses", async () => {
  const newer = openProcess(["b"], "3");
  const { id } = await newer.queue.addToQueue("LETTER", "b");
  for (const version of ["1", "2", "1", undefined, "2", undefined])
    await expect(openProcess(["a"], version).queue.processJob(id)).rejects.toThrow(InvalidTaskDataError);
  expect(await readHistory(id)).toEqual(
    ["1", "2", null].map((workerVersion) => ({
      ...{ attempt: 1, outcome: "REFUSED", errorClass: "InvalidTaskDataError" },
      workerVersion,
    })),
  );
});

test("explainTask says that a refused task waits for another process, and until when", async () => {
  const [older, newer] = [openProcess(["a"], "1"), openProcess(["b"], "2")];
  const { id } = await newer.queue.addToQueue("LETTER", "b");
  await expect(older.queue.processJob(id)).rejects.toThrow();
  const { reasons } = await older.queue.explainTask(id);
  expect(reasons.map(({ code }) => code)).toContain("REFUSED");
  expect(reasons.find(({ code }) => code === "REFUSED")?.message).toMatch(
    /^A process refused it once because its data did not fit the schema there \(The data of task LETTER is not valid: .+\)\. It waits for a process with other code\. From \d.* on, the next refusal is final\.$/s,
  );
});

test("a manual retry and new data reset the refusals", async () => {
  const [older, newer] = [openProcess(["a"], "1", { refusalLimitMs: 0 }), openProcess(["b", "c"], "2")];
  const { id } = await newer.queue.addToQueue("LETTER", "b");
  await expect(older.queue.processJob(id)).rejects.toThrow();
  expect(await newer.queue.retryTask(id)).toMatchObject({ status: "PENDING", refusalCount: 0, refusedAt: null });
  const patient = openProcess(["a"], "1");
  await expect(patient.queue.processJob(id)).rejects.toThrow();
  const changed = await newer.queue.updateInQueue(id, { data: "c" });
  expect(changed).toMatchObject({ data: "c", refusalCount: 0, refusedAt: null, workerVersion: "2" });
});

test("on a host without runners, the next call with newer code runs a task that an older one has refused", async () => {
  const [older, newer] = [openProcess(["a"], "1"), openProcess(["b"], "2")];
  const { id } = await newer.queue.addToQueue("LETTER", "b");
  await expect(older.queue.processJob(id)).rejects.toThrow(InvalidTaskDataError);
  await makeDue();
  expect(await newer.queue.retryFailedQueueTasks()).toMatchObject({ success: true, processed: 1 });
  expect(await newer.queue.readFromQueue(id)).toMatchObject({ status: "COMPLETED", attempts: 1 });
});

test("a task that was cancelled while it was refused ends as CANCELLED", async () => {
  const started = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const slow = z.string().refine(async () => {
    started.resolve();
    await goOn.promise;
    return false;
  });
  const queue = queues.open(defineWorkers({ LETTER: defineWorker({ input: slow, run: () => {} }) }) as Workers);
  const adder = openProcess(["b"]);
  const { id } = await adder.queue.addToQueue("LETTER", "b");
  const processing = queue.processJob(id);
  await started.promise;
  await queue.cancelTask(id);
  goOn.resolve();
  expect(await processing).toMatchObject({ status: "CANCELLED", refusalCount: 1 });
});

test("wrong data of a task that a worker adds is an ordinary failure of the worker's task", async () => {
  const workers: Workers = defineWorkers({
    PARENT: defineWorker({ run: (_, context) => context.addToQueue("CHILD", "wrong") }),
    CHILD: defineWorker({ input: z.number(), run: () => {} }),
  });
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("PARENT", {});
  await expect(queue.processJob(id)).rejects.toThrow(InvalidTaskDataError);
  expect(await queue.readFromQueue(id)).toMatchObject({ status: "FAILED", attempts: 1, refusalCount: 0 });
});
