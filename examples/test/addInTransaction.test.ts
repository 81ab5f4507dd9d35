import { afterAll, expect, test } from "vitest";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

const database = await openExampleDatabase();
const { db } = database;
const { inviteAll, queue, signUp } = await import("../addInTransaction.ts");
afterAll(async () => {
  await queue.close();
  await database.drop();
});

const ana = { id: "ana", name: "Ana", email: "ana@example.com" };

test("a user and the welcome mail come into being together", async () => {
  const { user, mailTaskId } = await signUp(ana);
  expect(user.id).toBe("ana");
  expect(await queue.readFromQueue(mailTaskId)).toMatchObject({
    status: "PENDING",
    ownerId: "ana",
    referenceId: "ana",
  });
});

test("a transaction that fails leaves no task behind", async () => {
  const tasks = await db.queueTask.count();
  await expect(signUp({ ...ana, id: "ana-again" })).rejects.toMatchObject({ code: "P2002" });
  expect(await db.queueTask.count()).toBe(tasks);
});

test("one bad entry keeps out all the others", async () => {
  const tasks = await db.queueTask.count();
  const ben = { id: "ben", name: "Ben", email: "not an address" };
  await expect(inviteAll([ana, ben])).rejects.toMatchObject({ code: "INVALID_TASK_DATA", index: 1 });
  expect(await db.queueTask.count()).toBe(tasks);
  await inviteAll([ana, { ...ben, email: "ben@example.com" }]);
  expect(await db.queueTask.count()).toBe(tasks + 2);
});
