import { expect, test } from "vitest";
import { prismaDatabase } from "../src/database/database.ts";
import { defineWorker, defineWorkers, InvalidOptionsError, type QueueService, type TaskFilter } from "../src/index.ts";
import { cancelTaskBatch } from "../src/managing/cancelTasks.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();
let shouldFail = true;
const workers = defineWorkers({
  T: defineWorker({
    maxAttempts: 1,
    run: () => {
      if (shouldFail) throw new Error("no");
    },
  }),
  SLOW: defineWorker({
    run: (_, { signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve("stopped"))),
  }),
});
type Queue = QueueService<typeof workers>;

/** Adds a task and makes it fail permanently. */
async function addFailed(queue: Queue, options = {}): Promise<string> {
  shouldFail = true;
  const { id } = await queue.addToQueue("T", {}, options);
  await queue.processJob(id).catch(() => {});
  return id;
}

const readStatuses = async (ids: readonly string[]) => {
  const rows = await queues.database.db.queueTask.findMany({ where: { id: { in: [...ids] } } });
  return ids.map((id) => rows.find((row) => row.id === id)?.status);
};

test("retryTasks makes all failed tasks that match due now, and a repeated call changes nothing", async () => {
  const queue = queues.open(workers);
  const mine = [await addFailed(queue, { ownerId: "ann" }), await addFailed(queue, { ownerId: "ann" })];
  const other = await addFailed(queue, { ownerId: "bob" });
  const done = { matched: 2, changed: 2, skipped: { keyTaken: 0, busy: 0 } };
  expect(await queue.retryTasks({ ownerId: "ann" })).toEqual(done);
  expect(await readStatuses([...mine, other])).toEqual(["PENDING", "PENDING", "MAX_RETRIES_REACHED"]);
  expect(await queue.retryTasks({ ownerId: "ann" })).toEqual({ ...done, matched: 0, changed: 0 });
  shouldFail = false;
  queue.start();
  for (const id of mine) expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED", attempts: 2 });
});

test("cancelled tasks are retried only if the filter names them, and completed ones are refused", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("T", {});
  await queue.cancelTask(id);
  expect(await queue.retryTasks({ type: "T" })).toMatchObject({ matched: 0 });
  expect(await queue.retryTasks({ type: "T", status: "CANCELLED" })).toMatchObject({ matched: 1, changed: 1 });
  const refused = queue.retryTasks({ status: "COMPLETED" });
  await expect(refused).rejects.toThrow(/filter.status.*FAILED, MAX_RETRIES_REACHED, CANCELLED/);
});

test("a unique key that is taken is left alone, and of several tasks with one key the newest is retried", async () => {
  const queue = queues.open(workers);
  const older = await addFailed(queue, { uniqueKey: "a" });
  const newer = await addFailed(queue, { uniqueKey: "a" });
  const taken = await addFailed(queue, { uniqueKey: "b" });
  const holder = await queue.addToQueue("SLOW", {}, { uniqueKey: "b" }); // of another type: no conflict
  const sameType = await queue.addToQueue("T", {}, { uniqueKey: "b", delayMs: 60_000 });
  const summary = { matched: 3, changed: 1, skipped: { keyTaken: 2, busy: 0 } };
  expect(await queue.retryTasks({ type: "T" })).toEqual(summary);
  const ids = [older, newer, taken, holder.id, sameType.id];
  const failed = "MAX_RETRIES_REACHED";
  expect(await readStatuses(ids)).toEqual([failed, "PENDING", failed, "PENDING", "PENDING"]);
});

test("a failed task that waits for its next attempt keeps its own unique key", async () => {
  const queue = queues.open(workers);
  const id = await addFailed(queue, { uniqueKey: "a", maxAttempts: 2 });
  expect(await readStatuses([id])).toEqual(["FAILED"]);
  expect(await queue.retryTasks({ type: "T" })).toMatchObject({ matched: 1, changed: 1 });
});

test("a key that an open transaction takes skips its task alone", async () => {
  const queue = queues.open(workers);
  const [blocked, free] = [await addFailed(queue, { uniqueKey: "a" }), await addFailed(queue)];
  await queues.client.$transaction(async (tx) => {
    await queue.addToQueue("T", {}, { uniqueKey: "a", delayMs: 60_000, tx });
    const summary = { matched: 2, changed: 1, skipped: { keyTaken: 0, busy: 1 } };
    expect(await queue.retryTasks({ type: "T" })).toEqual(summary);
  });
  expect(await readStatuses([blocked, free])).toEqual(["MAX_RETRIES_REACHED", "PENDING"]);
});

test("with tx, a key that another transaction takes at the same time is a conflict, and a repeated transaction skips its task", async () => {
  const queue = queues.open(workers);
  const [blocked, free] = [await addFailed(queue, { uniqueKey: "a" }), await addFailed(queue)];
  const retry = () => queues.client.$transaction((tx) => queue.retryTasks({ type: "T" }, { tx }), { timeout: 20_000 });
  const retried = await queues.client.$transaction(async (tx) => {
    await queue.addToQueue("T", {}, { uniqueKey: "a", delayMs: 60_000, tx });
    const conflict = expect(retry()).rejects.toMatchObject({
      name: "TransactionConflictError",
      code: "P2034",
      retryable: true,
    });
    await until(countLockWaits, (count) => count > 0);
    return { conflict };
  });
  await retried.conflict;
  expect(await readStatuses([blocked, free])).toEqual(["MAX_RETRIES_REACHED", "MAX_RETRIES_REACHED"]);
  expect(await retry()).toEqual({ matched: 2, changed: 1, skipped: { keyTaken: 1, busy: 0 } });
});

/** Counts the sessions of this file's database that wait for another transaction. */
async function countLockWaits(): Promise<number> {
  const rows = await queues.database.db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count
    FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return rows[0]?.count ?? 0;
}

test("a task that another transaction has locked is skipped as busy", async () => {
  const queue = queues.open(workers);
  const [locked, free] = [await addFailed(queue), await addFailed(queue)];
  await queues.client.$transaction(async (tx) => {
    await tx.$queryRawUnsafe(`SELECT id FROM "QueueTask" WHERE id = '${locked}' FOR UPDATE`);
    const summary = { matched: 2, changed: 1, skipped: { keyTaken: 0, busy: 1 } };
    expect(await queue.retryTasks({ type: "T" })).toEqual(summary);
  });
  expect(await readStatuses([locked, free])).toEqual(["MAX_RETRIES_REACHED", "PENDING"]);
});

test("cancelTasks cancels waiting tasks at once, and running ones when their workers return", async () => {
  const queue = queues.open(workers);
  queue.start({ types: ["SLOW"] });
  const running = await queue.addToQueue("SLOW", {}, { tags: ["x"] });
  await until(
    () => queue.hasProcessingTasks("SLOW"),
    (isBusy) => isBusy,
  );
  const waiting = await queue.addToQueue("T", {}, { tags: ["x"], delayMs: 60_000 });
  const failed = await addFailed(queue, { tags: ["x"], maxAttempts: 2 });
  const other = await queue.addToQueue("T", {}, { delayMs: 60_000 });
  const summary = { matched: 3, changed: 3, skipped: { alreadyCancelled: 0, busy: 0 } };
  expect(await queue.cancelTasks({ tag: "x" })).toEqual(summary);
  expect(await readStatuses([waiting.id, failed, other.id])).toEqual(["CANCELLED", "CANCELLED", "PENDING"]);
  expect((await queue.waitForTask(running.id)).status).toBe("CANCELLED");
  expect(await queue.cancelTasks({ tag: "x" })).toMatchObject({ matched: 0 });
});

test("a running task that was cancelled before keeps the time of its cancellation", async () => {
  const queue = queues.open(workers);
  queue.start({ types: ["SLOW"] });
  const { id } = await queue.addToQueue("SLOW", {});
  await until(
    () => queue.hasProcessingTasks("SLOW"),
    (isBusy) => isBusy,
  );
  const batch = { ids: [id], statuses: ["PROCESSING"] as const };
  const database = prismaDatabase(queues.database.db);
  expect(await cancelTaskBatch(database, batch)).toEqual([{ id, ownerId: null, isRunning: true, isCancelled: false }]);
  const before = await queue.readFromQueue(id);
  expect(await cancelTaskBatch(database, batch)).toEqual([{ id, ownerId: null, isRunning: true, isCancelled: true }]);
  expect((await queue.readFromQueue(id))?.cancelRequestedAt).toEqual(before?.cancelRequestedAt);
  await queue.cancelTask(id);
});

test("more tasks than fit into one batch are all changed", async () => {
  const queue = queues.open(workers);
  const entries = Array.from({ length: 1_203 }, () => ({ type: "T" as const, data: {}, delayMs: 60_000 }));
  await queue.addManyToQueue(entries);
  expect(await queue.cancelTasks({ type: "T" })).toMatchObject({ matched: 1_203, changed: 1_203 });
  expect(await queue.retryTasks({ status: "CANCELLED" })).toMatchObject({ matched: 1_203, changed: 1_203 });
  expect(await queues.database.db.queueTask.count({ where: { status: "PENDING" } })).toBe(1_203);
});

test("with tx, the changes are committed or rolled back with the caller's", async () => {
  const queue = queues.open(workers);
  const [failed, waiting] = [await addFailed(queue), await queue.addToQueue("T", {}, { delayMs: 60_000, tags: ["x"] })];
  const change = (fails: boolean) =>
    queues.client.$transaction(async (tx) => {
      expect(await queue.cancelTasks({ tag: "x" }, { tx })).toMatchObject({ changed: 1 });
      expect(await queue.retryTasks({ type: "T" }, { tx })).toMatchObject({ changed: 1 });
      if (fails) throw new Error("rolled back");
    });
  await expect(change(true)).rejects.toThrow("rolled back");
  expect(await readStatuses([failed, waiting.id])).toEqual(["MAX_RETRIES_REACHED", "PENDING"]);
  await change(false);
  expect(await readStatuses([failed, waiting.id])).toEqual(["PENDING", "CANCELLED"]);
});

test("with tx, runners of other processes learn of retried tasks when the transaction commits", async () => {
  const queue = queues.open(workers);
  const id = await addFailed(queue);
  shouldFail = false;
  const other = queues.open(workers, { connectionString: queues.database.url, pollMs: 60_000 });
  const runner = other.start();
  await until(
    () => runner.stats().lastContactMs,
    (ms) => ms !== undefined,
  );
  await queues.client.$transaction((tx) => queue.retryTasks({ type: "T" }, { tx }));
  expect(await queue.waitForTask(id, { timeoutMs: 10_000 })).toMatchObject({ status: "COMPLETED" });
});

test("a filter without any condition is refused, unless `all` says so", async () => {
  const queue = queues.open(workers);
  const id = await addFailed(queue);
  for (const filter of [{}, { type: undefined }] as TaskFilter[]) {
    await expect(queue.retryTasks(filter)).rejects.toThrow("has no condition");
    await expect(queue.cancelTasks(filter)).rejects.toThrow("pass { all: true }");
  }
  await expect(queue.retryTasks({}, { all: false as never })).rejects.toThrow("all");
  expect(await queue.retryTasks({}, { all: true })).toMatchObject({ changed: 1 });
  expect(await readStatuses([id])).toEqual(["PENDING"]);
});

test.each<[string, unknown, string]>([
  ["addedBefore: null", { addedBefore: null }, "filter.addedBefore"],
  ["addedAfter: null", { addedAfter: null, addedBefore: undefined }, "filter.addedAfter"],
  ["ownerId: null", { ownerId: null }, "filter.ownerId"],
  ["status: null", { status: null }, "filter.status"],
  ["type: null", { type: null }, "filter.type"],
  ["reference: null", { reference: null }, "filter.reference"],
  ["the value null", null, "filter"],
  ["the value undefined", undefined, "filter"],
])("a filter with %s is refused, and changes no tasks", async (_, filter, name) => {
  const queue = queues.open(workers);
  const ids = [await addFailed(queue), (await queue.addToQueue("T", {}, { delayMs: 60_000 })).id];
  for (const call of [queue.retryTasks(filter as TaskFilter), queue.cancelTasks(filter as TaskFilter)]) {
    await expect(call).rejects.toThrow(InvalidOptionsError);
    await expect(call).rejects.toMatchObject({ option: name });
  }
  expect(await readStatuses(ids)).toEqual(["MAX_RETRIES_REACHED", "PENDING"]);
});

test("options that are null are refused", async () => {
  const queue = queues.open(workers);
  for (const call of [queue.retryTasks({}, null as never), queue.cancelTasks({}, null as never)])
    await expect(call).rejects.toThrow(InvalidOptionsError);
});
