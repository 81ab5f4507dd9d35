import { createTestDatabase } from "@package/db/testing";
import { QueueService } from "@package/queue";
import { StatusReader } from "@package/queue/monitor";
import { afterAll, beforeEach, expect, test } from "vitest";
import { insertTasks } from "./insertTasks.ts";

const { url, db, drop } = await createTestDatabase();
const queue = new QueueService(db);
const readers = [new StatusReader({ db }), new StatusReader({ db, connectionString: url })];
const add = () => queue.addToQueue("EMAIL_SEND", { to: "ana@example.com", template: "welcome" }, { ownerId: "ana" });

beforeEach(async () => void (await db.queueTask.deleteMany()));
afterAll(async () => {
  await Promise.all(readers.map((reader) => reader.close()));
  await queue.close();
  await drop();
});

test.each(readers)("a task that has not changed is the same object in the next result (%#)", async (reader) => {
  const scope = { ownerId: "ana" };
  const kept = await add();
  const changed = await add();
  const before = await reader.read(scope);
  await queue.cancelTask(changed.id);
  const after = await reader.read(scope);
  expect(after.lists.pending).toHaveLength(1);
  expect(after.lists.pending[0]).toBe(before.lists.pending.find(({ id }) => id === kept.id));
  expect(after.lists.cancelled).toMatchObject([{ id: changed.id, status: "CANCELLED" }]);
});

test.each([
  ["progress", { progress: 40 }],
  ["a note of the progress", { progressNote: "row 40" }],
  ["a request to cancel", { cancelRequestedAt: new Date() }],
] as const)("%s alone is a change", async (_name, data) => {
  const scope = { ownerId: "ana" };
  const [id] = await insertTasks(db, [{ status: "PROCESSING", startedAgoMs: 1_000 }]);
  const [reader] = readers as [StatusReader];
  const before = await reader.read(scope);
  await db.$executeRaw`UPDATE "QueueTask" SET progress = ${"progress" in data ? data.progress : null},
    "progressNote" = ${"progressNote" in data ? data.progressNote : null},
    "cancelRequestedAt" = ${"cancelRequestedAt" in data ? data.cancelRequestedAt : null}::timestamptz WHERE id = ${id}`;
  const after = await reader.read(scope);
  expect(before.lists.processing[0]?.id).toBe(id);
  expect(after.lists.processing[0]).not.toEqual(before.lists.processing[0]);
});

test("a change by plain SQL that leaves updatedAt as it was is a change", async () => {
  const scope = { ownerId: "ana" };
  const [reader] = readers as [StatusReader];
  const [id] = await insertTasks(db, [{ status: "PENDING", dueInMs: 3_600_000 }]);
  const before = await reader.read(scope);
  await db.$executeRaw`UPDATE "QueueTask" SET "scheduledFor" = now(), attempts = 2 WHERE id = ${id}`;
  const after = await reader.read(scope);
  expect(before.lists.scheduled).toMatchObject([{ id, attempts: 0 }]);
  expect(after.lists.pending).toMatchObject([{ id, attempts: 2 }]);
  expect(after.lists.pending[0]?.dueAtMs).toBeLessThan(after.nowMs + 1);
});

test("a pause of its type is a change", async () => {
  const scope = { ownerId: "ana" };
  const [reader] = readers as [StatusReader];
  await add();
  const before = await reader.read(scope);
  await queue.pauseType("EMAIL_SEND", "maintenance");
  const during = await reader.read(scope);
  await queue.resumeType("EMAIL_SEND");
  const after = await reader.read(scope);
  expect([before, during, after].map(({ lists }) => lists.pending[0]?.isPaused)).toEqual([false, true, false]);
});

test("a task that comes back into a list has its data again", async () => {
  const scope = { ownerId: "ana" };
  const [reader] = readers as [StatusReader];
  const { id } = await add();
  await reader.read(scope);
  await db.queueTask.update({ where: { id }, data: { ownerId: "ben" } });
  expect((await reader.read(scope)).lists.pending).toEqual([]);
  await db.queueTask.update({ where: { id }, data: { ownerId: "ana" } });
  expect((await reader.read(scope)).lists.pending).toMatchObject([{ id, data: { template: "welcome" } }]);
});
