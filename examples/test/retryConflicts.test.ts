import { QueueService } from "@package/queue";
import { afterAll, expect, test } from "vitest";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

const database = await openExampleDatabase();
const { db } = database;
const { retryConflicts } = await import("../retryConflicts.ts");
const queue = new QueueService(db, { workers: {} });
afterAll(async () => {
  await queue.close();
  await database.drop();
});

test("a transaction that conflicts with another one while it adds a task is repeated", async () => {
  const { id } = await queue.addToQueue("LETTER" as string, {}, { uniqueKey: "k" });
  let runs = 0;
  const added = await retryConflicts(async (tx) => {
    await tx.queueTask.count();
    if (++runs === 1) {
      await queue.cancelTask(id);
      await queue.addToQueue("LETTER" as string, { by: "somebody else" }, { uniqueKey: "k" });
    }
    return queue.addToQueue("LETTER" as string, {}, { tx, uniqueKey: "k" });
  });
  expect(runs).toBe(2);
  expect(added.data).toEqual({ by: "somebody else" });
});

test("an error that is no conflict is not retried", async () => {
  let runs = 0;
  const failing = retryConflicts(async () => {
    runs++;
    throw new Error("out of stock");
  });
  await expect(failing).rejects.toThrow("out of stock");
  expect(runs).toBe(1);
});
