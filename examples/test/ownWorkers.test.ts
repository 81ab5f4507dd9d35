import { runWorker } from "@package/queue/testing";
import { afterAll, expect, test } from "vitest";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

const database = await openExampleDatabase();
const { queue, workers } = await import("../ownWorkers.ts");
afterAll(async () => {
  await queue.close();
  await database.drop();
});

test("the worker reports its progress", async () => {
  const run = await runWorker(workers.RESIZE_AVATAR, { userId: "ana", sizes: [16, 32] });
  expect(run).toMatchObject({ outcome: "completed", result: { made: ["avatars/ana-16.webp", "avatars/ana-32.webp"] } });
  expect(run.progress.at(-1)).toEqual({ percent: 100, note: "2 of 2 sizes" });
});

test("the worker stops when its task is cancelled", async () => {
  const run = await runWorker(workers.RESIZE_AVATAR, { userId: "ana" }, { signal: AbortSignal.abort() });
  expect(run).toMatchObject({ outcome: "cancelled", progress: [] });
});

test("closing an account adds a task for the avatar", async () => {
  const run = await runWorker(workers.CLOSE_ACCOUNT, { userId: "ana" });
  expect(run.added).toMatchObject([{ type: "RESIZE_AVATAR", data: { userId: "ana", sizes: [16] } }]);
});

test("closing the root account fails permanently", async () => {
  const run = await runWorker(workers.CLOSE_ACCOUNT, { userId: "root" });
  expect(run).toMatchObject({ outcome: "exhausted", error: { message: "The root account cannot be closed." } });
});

test("the task completes with the defaults of its schema", async () => {
  const { id } = await queue.addToQueue("RESIZE_AVATAR", { userId: "ana" });
  expect(await queue.processJob(id)).toMatchObject({
    status: "COMPLETED",
    progress: 100,
    result: { made: ["avatars/ana-64.webp", "avatars/ana-256.webp"] },
  });
});

test("data that the schema refuses is never added", async () => {
  await expect(queue.addToQueue("RESIZE_AVATAR", { userId: "ana", sizes: [1] })).rejects.toMatchObject({
    code: "INVALID_TASK_DATA",
    issues: [expect.objectContaining({ path: ["sizes", 0] })],
  });
});

test("a worker adds a task for the same owner", async () => {
  const task = await queue.addToQueue("CLOSE_ACCOUNT", { userId: "ben" }, { ownerId: "ben" });
  await queue.processJob(task.id);
  const added = await database.db.queueTask.findFirst({ where: { type: "RESIZE_AVATAR", ownerId: "ben" } });
  expect(added).toMatchObject({ status: "PENDING", priority: -1, data: { userId: "ben", sizes: [16] } });
});

test("the root account is never closed", async () => {
  const { id } = await queue.addToQueue("CLOSE_ACCOUNT", { userId: "root" });
  await expect(queue.processJob(id)).rejects.toThrow("cannot be closed");
  expect(await queue.readFromQueue(id)).toMatchObject({
    status: "MAX_RETRIES_REACHED",
    terminalReason: "UNRECOVERABLE",
    attempts: 1,
  });
});
