import { afterAll, expect, test } from "vitest";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

const database = await openExampleDatabase();
const { queue } = await import("../ownWorkers.ts");
afterAll(async () => {
  await queue.close();
  await database.drop();
});

test("the worker gets the data as its schema completes it", async () => {
  const task = await queue.addToQueue("RESIZE_AVATAR", { userId: "ana" });
  expect(await queue.processJob(task.id)).toMatchObject({
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

test("a task adds a task for the same owner", async () => {
  const task = await queue.addToQueue("CLOSE_ACCOUNT", { userId: "ben" }, { ownerId: "ben" });
  await queue.processJob(task.id);
  const added = await database.db.queueTask.findFirst({ where: { type: "RESIZE_AVATAR", ownerId: "ben" } });
  expect(added).toMatchObject({ status: "PENDING", priority: -1, data: { userId: "ben", sizes: [16] } });
});

test("what cannot be helped is not tried again", async () => {
  const task = await queue.addToQueue("CLOSE_ACCOUNT", { userId: "root" });
  await expect(queue.processJob(task.id)).rejects.toThrow("cannot be closed");
  expect(await queue.readFromQueue(task.id)).toMatchObject({
    status: "MAX_RETRIES_REACHED",
    terminalReason: "UNRECOVERABLE",
    attempts: 1,
  });
});
