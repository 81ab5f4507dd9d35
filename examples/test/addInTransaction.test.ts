import { afterAll, expect, test } from "vitest";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

const database = await openExampleDatabase();
const { db } = database;
const { queue, signUp, welcomeAll } = await import("../addInTransaction.ts");
afterAll(async () => {
  await queue.close();
  await database.drop();
});

const ana = { id: "ana", name: "Ana", email: "ana@example.com" };

test("a user and the welcome task are created together", async () => {
  const { user, taskId } = await signUp(ana);
  expect(user.id).toBe("ana");
  expect(await queue.readFromQueue(taskId)).toMatchObject({ status: "PENDING", ownerId: "ana", referenceId: "ana" });
  expect(await queue.processJob(taskId)).toMatchObject({ status: "COMPLETED" });
});

test("a transaction that fails adds no task", async () => {
  const tasks = await db.queueTask.count();
  await expect(signUp({ ...ana, id: "ana-again" })).rejects.toMatchObject({ code: "P2002" });
  expect(await db.queueTask.count()).toBe(tasks);
});

test("one invalid entry keeps all others out", async () => {
  const tasks = await db.queueTask.count();
  const ben = { id: "ben", name: "Ben", email: "not an address" };
  await expect(welcomeAll([ana, ben])).rejects.toMatchObject({ code: "INVALID_TASK_DATA", index: 1 });
  expect(await db.queueTask.count()).toBe(tasks);
  await welcomeAll([ana, { ...ben, email: "ben@example.com" }]);
  expect(await db.queueTask.count()).toBe(tasks + 2);
});
