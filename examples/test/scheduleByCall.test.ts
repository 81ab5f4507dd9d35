import { afterAll, expect, test } from "vitest";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

const database = await openExampleDatabase();
const { db } = database;
const { deleteUser, queue, signUp } = await import("../scheduleByCall.ts");
afterAll(async () => {
  await queue.close();
  await database.drop();
});

const ana = { id: "ana", name: "Ana", email: "ana@example.com", timeZone: "America/St_Johns" };

test("a user and the user's schedule are created together, or not at all", async () => {
  expect(await signUp(ana)).toMatchObject({ name: "summary:ana", status: "active", ownerId: "ana" });
  await expect(signUp({ ...ana, id: "ben" })).rejects.toMatchObject({ code: "P2002" }); // the email is taken
  await expect(signUp({ ...ana, id: "eve", email: "eve@example.com", timeZone: "Mars" })).rejects.toThrow("timeZone");
  expect((await queue.schedules.list()).items.map(({ name }) => name)).toEqual(["summary:ana"]);
  expect(await db.user.count()).toBe(1);
});

test("the schedule is deleted with its user, and the audit log says who did it", async () => {
  await deleteUser("ana");
  expect(await queue.schedules.read("summary:ana")).toBeNull();
  const { items } = await queue.listAudit({ name: "summary:ana" });
  expect(items.map(({ action, actor, reason }) => [action, actor, reason])).toEqual([
    ["schedule.delete", "ana", "The account was closed"],
    ["schedule.create", "ana", null],
  ]);
});
