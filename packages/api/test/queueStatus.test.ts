import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ana, ben, createTestApi, insertRows } from "./createTestApi.ts";

let api: Awaited<ReturnType<typeof createTestApi>>;
beforeAll(async () => {
  api = await createTestApi();
});
beforeEach(async () => {
  await api.db.queueTask.deleteMany();
});
afterAll(() => api.close());

test("a user without tasks gets empty lists, zero counts and the database's time", async () => {
  const status = await api.as(ana).queue.getQueueStatus();
  const [{ now }] = await api.db.$queryRaw<[{ now: Date }]>`SELECT clock_timestamp() AS now`;
  expect(status).toMatchObject({
    pendingTasks: [],
    processingTasks: [],
    completedTasks: [],
    failedTasks: [],
    cancelledTasks: [],
    counts: { pending: 0, processing: 0, completed: 0, failed: 0, cancelled: 0 },
    userId: ana.id,
  });
  expect(Math.abs(Date.parse(status.now) - now.getTime())).toBeLessThan(5000);
});

test("each task is in the list of its status; failed tasks with and without a retry share one list", async () => {
  const ids = await insertRows(api.db, [
    { owner: ana, status: "PENDING" },
    { owner: ana, status: "PROCESSING" },
    { owner: ana, status: "COMPLETED" },
    { owner: ana, status: "FAILED" },
    { owner: ana, status: "MAX_RETRIES_REACHED" },
    { owner: ana, status: "CANCELLED" },
  ]);
  const status = await api.as(ana).queue.getQueueStatus();
  expect(status.pendingTasks.map((task) => task.id)).toEqual([ids[0]]);
  expect(status.processingTasks.map((task) => task.id)).toEqual([ids[1]]);
  expect(status.completedTasks.map((task) => task.id)).toEqual([ids[2]]);
  expect(status.failedTasks.map((task) => task.id).sort()).toEqual([ids[3], ids[4]].sort());
  expect(status.cancelledTasks.map((task) => task.id)).toEqual([ids[5]]);
  const expected = {
    active: 3,
    pending: 1,
    scheduled: 0,
    processing: 1,
    retrying: 1,
    completed: 1,
    failed: 1,
    cancelled: 1,
  };
  expect(status.counts).toEqual(expected);
});

test("a list holds the 50 newest, newest first, and the count goes on", async () => {
  const ids = await insertRows(
    api.db,
    Array.from({ length: 53 }, () => ({ owner: ana })),
  );
  const status = await api.as(ana).queue.getQueueStatus();
  expect(status.pendingTasks.map((task) => task.id)).toEqual(ids.slice(-50).reverse());
  expect(status.counts.pending).toBe(53);
});

test("finished tasks are listed by the time they finished, the latest first", async () => {
  const [first, second] = await insertRows(api.db, [
    { owner: ana, status: "COMPLETED", finishedAt: new Date("2026-02-02") },
    { owner: ana, status: "COMPLETED", finishedAt: new Date("2026-01-01") },
  ]);
  const status = await api.as(ana).queue.getQueueStatus();
  expect(status.completedTasks.map((task) => task.id)).toEqual([first, second]);
});

test("more than 1,000 tasks of a status are counted as 1,001", async () => {
  await api.db.queueTask.createMany({
    data: Array.from({ length: 1200 }, () => ({ type: "IMAGE_PROCESS", data: {}, ownerId: ana.id })),
  });
  expect((await api.as(ana).queue.getQueueStatus()).counts.pending).toBe(1001);
});

test("tasks that are asked for by id are told about, whatever list they are in; others are missing", async () => {
  const rows = Array.from({ length: 51 }, (_, n) => ({
    owner: ana,
    status: "COMPLETED" as const,
    finishedAt: new Date(n),
  }));
  const ids = await insertRows(api.db, rows);
  const [foreign] = (await insertRows(api.db, [{ owner: ben }])) as [string];
  const asked = [ids[0], ids[50], foreign, "cunknownunknownunknown000", ids[0]] as string[];
  const status = await api.as(ana).queue.getQueueStatus({ ids: asked });
  expect(status.watchedTasks).toMatchObject([{ id: ids[0], status: "COMPLETED" }]);
  expect(status.completedTasks[0]?.id).toBe(ids[50]);
  expect(status.missingIds).toEqual([foreign, "cunknownunknownunknown000"]);
});

test.each([
  [
    "more than 100 ids",
    { ids: Array.from({ length: 101 }, () => "cunknownunknownunknown000") },
    "at most 100 task IDs",
  ],
  ["an id that is none", { ids: ["x' OR 1=1"] }, "must be a task ID"],
  ["a user id", { userId: ben.id }, "userId"],
])("%s is refused", async (_what, input, message) => {
  const reading = api.as(ana).queue.getQueueStatus(input as object);
  await expect(reading).rejects.toMatchObject({ code: "BAD_REQUEST", message: expect.stringContaining(message) });
});

test("tasks of another user or without an owner are neither listed nor counted", async () => {
  await insertRows(api.db, [{ owner: ben }, { owner: null }, { owner: ben, status: "COMPLETED" }]);
  const status = await api.as(ana).queue.getQueueStatus();
  expect(Object.values(status.counts)).toEqual(Array(8).fill(0));
  expect([...status.pendingTasks, ...status.completedTasks]).toEqual([]);
});

test("listed data has no secrets and is cut", async () => {
  await insertRows(api.db, [{ owner: ana, data: { apiKey: "k-123", note: "x".repeat(9000) } }]);
  const [task] = (await api.as(ana).queue.getQueueStatus()).pendingTasks;
  expect(task?.data).toMatchObject({ apiKey: "[redacted]" });
  expect(JSON.stringify(task?.data).length).toBeLessThanOrEqual(4096);
});

test("data of a megabyte is not even fetched for a list", async () => {
  const letters = Array.from({ length: 40_000 }, () => Math.random().toString(36)).join("");
  await insertRows(api.db, [{ owner: ana, data: { letters } }]);
  const [task] = (await api.as(ana).queue.getQueueStatus()).pendingTasks;
  expect(task?.data).toBe("… (too large for a list)");
});

test("times are ISO strings and the error message has no secrets", async () => {
  const added = await api.queue.addToQueue("FAILS", {}, { ownerId: ana.id });
  await expect(api.queue.processJob(added.id)).rejects.toThrow();
  const [task] = (await api.as(ana).queue.getQueueStatus()).failedTasks;
  expect(task).toMatchObject({ status: "FAILED", attempts: 1, maxAttempts: 2 });
  expect(task?.errorMessage).toBe("the password: [redacted] was refused");
  for (const time of [task?.createdAt, task?.startedAt, task?.processedAt, task?.scheduledFor]) {
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  }
});

test("rev grows with every change of a task", async () => {
  const { id } = await api.queue.addToQueue("FAILS", {}, { ownerId: ana.id });
  const revs: number[] = [];
  const note = async () => revs.push((await api.as(ana).queue.getTask({ id })).rev);
  await note();
  await api.queue.processJob(id).catch(() => {});
  await note();
  await api.queue.processJob(id).catch(() => {});
  await note();
  await api.as(ana).queue.retryTask({ id });
  await note();
  await api.as(ana).queue.cancelTask({ id });
  await note();
  expect(revs.every((rev, index) => Number.isSafeInteger(rev) && rev > (revs[index - 1] ?? 0))).toBe(true);
});
