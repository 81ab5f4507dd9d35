import type { Workers } from "@package/queue";
import { afterAll, expect, test } from "vitest";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

const database = await openExampleDatabase();
const { db } = await import("@package/db");
const { QueueService } = await import("@package/queue");
const { cancelAllOf, eachTask, retryEmails } = await import("../manageMany.ts");
const queue = new QueueService<Workers>(db, { workers: {} });
afterAll(async () => {
  await queue.close();
  await database.drop();
});

test("failed emails of an outage are retried, and one whose key a newer task has is counted", async () => {
  const beganAt = new Date(Date.now() - 60_000);
  const failed = { status: "MAX_RETRIES_REACHED", finishedAt: new Date(), type: "EMAIL_SEND", data: {} } as const;
  await db.queueTask.createMany({ data: [failed, { ...failed, uniqueKey: "u" }, { ...failed, type: "OTHER" }] });
  await queue.addToQueue("EMAIL_SEND", {}, { uniqueKey: "u" });
  expect(await retryEmails(queue, beganAt)).toBe("1 of 2 emails are sent again; 1 have a newer task, 0 were busy.");
});

test("all tasks of a user are listed and cancelled", async () => {
  const add = (ownerId: string) => ({ type: "REPORT", data: {}, ownerId });
  await queue.addManyToQueue([add("ann"), add("bob"), ...Array.from({ length: 120 }, () => add("ann"))]);
  const listed: string[] = [];
  for await (const { id } of eachTask(queue, { ownerId: "ann" })) listed.push(id);
  expect(new Set(listed).size).toBe(121);
  expect(await cancelAllOf(queue, "ann")).toMatchObject({ matched: 121, changed: 121 });
  expect(await db.queueTask.count({ where: { ownerId: "bob", status: "CANCELLED" } })).toBe(0);
});
