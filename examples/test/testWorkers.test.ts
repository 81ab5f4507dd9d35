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
    result: { made: ["avatars/ana-64.webp", "avatars/ana-256.webp"] },
  });
});

test("the root account is never closed", async () => {
  const { id } = await queue.addToQueue("CLOSE_ACCOUNT", { userId: "root" });
  await expect(queue.processJob(id)).rejects.toThrow("cannot be closed");
  expect(await queue.readFromQueue(id)).toMatchObject({ status: "MAX_RETRIES_REACHED", attempts: 1 });
});
