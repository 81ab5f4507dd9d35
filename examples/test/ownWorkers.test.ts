import { afterAll, expect, test, vi } from "vitest";
import { workerContext } from "../workerContext.ts";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

const database = await openExampleDatabase();
const { queue, workers } = await import("../ownWorkers.ts");
afterAll(async () => {
  await queue.close();
  await database.drop();
});

test("the worker reports its progress", async () => {
  const progress = vi.fn();
  const result = await workers.RESIZE_AVATAR.run({ userId: "ana", sizes: [16, 32] }, workerContext({ progress }));
  expect(result).toEqual({ made: ["avatars/ana-16.webp", "avatars/ana-32.webp"] });
  expect(progress).toHaveBeenLastCalledWith(100, "2 of 2 sizes");
});

test("the worker stops when its attempt is cancelled", async () => {
  const context = workerContext({ signal: AbortSignal.abort() });
  await expect(workers.RESIZE_AVATAR.run({ userId: "ana", sizes: [16] }, context)).rejects.toThrow("aborted");
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
