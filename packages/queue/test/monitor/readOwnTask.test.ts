import { expect, test } from "vitest";
import {
  findOwnTaskIds,
  findUnusedUploads,
  readAttemptRows,
  readLogRows,
  readOwnTask,
} from "../../src/monitor/index.ts";
import { setUpTestQueues } from "../support/setUpTestQueues.ts";
import { insertTasks, type RowOptions } from "./insertTasks.ts";

const queues = setUpTestQueues();
const ana = { ownerId: "ana" };
const insertOne = async (row: RowOptions) => (await insertTasks(queues.database.db, [row]))[0] as string;

test("a task has its whole data and its result, and large integers keep all digits", async () => {
  const id = await insertOne({ status: "COMPLETED", data: { text: "x".repeat(70_000) } });
  await queues.database.db.$executeRaw`UPDATE "QueueTask" SET result = '[1970670598291982290]' WHERE id = ${id}`;
  const task = await readOwnTask(queues.client, ana, id);
  expect(task).toMatchObject({ id, data: null, isDataTooLarge: true, hasResult: true, tags: [] });
  expect(task?.wholeData).toEqual({ text: "x".repeat(70_000) });
  expect(task?.result).toEqual(["1970670598291982290"]);
});

test("a result that is null differs from none", async () => {
  const id = await insertOne({ status: "COMPLETED" });
  expect(await readOwnTask(queues.client, ana, id)).toMatchObject({ hasResult: false, result: null });
  await queues.database.db.$executeRaw`UPDATE "QueueTask" SET result = 'null' WHERE id = ${id}`;
  expect(await readOwnTask(queues.client, ana, id)).toMatchObject({ hasResult: true, result: null });
});

test("attempts and log lines come newest first, up to the limit", async () => {
  const id = await insertOne({ status: "FAILED" });
  const at = new Date("2026-01-01T00:00:00Z");
  await queues.database.db.queueTaskAttempt.createMany({
    data: [1, 2, 3].map((attempt) => ({
      ...{ taskId: id, attempt, outcome: "FAILED", startedAt: at, finishedAt: at },
      errorCauses: [{ errorClass: "Error", message: "why" }],
    })),
  });
  await queues.database.db.queueTaskLog.createMany({
    data: ["a", "b", "c"].map((message) => ({ taskId: id, attempt: 1, level: "info", message, createdAt: at })),
  });
  const attempts = await readAttemptRows(queues.client, ana, id, 2);
  expect(attempts.map(({ attempt }) => attempt)).toEqual([3, 2]);
  expect(attempts[0]).toMatchObject({
    startedAtMs: at.getTime(),
    errorCauses: [{ errorClass: "Error", message: "why" }],
  });
  const lines = await readLogRows(queues.client, ana, id, 2);
  expect(lines.map(({ message, createdAtMs }) => [message, createdAtMs])).toEqual([
    ["c", at.getTime()],
    ["b", at.getTime()],
  ]);
});

test("another owner's task, its attempts and its log are not found, nor is a missing task", async () => {
  const id = await insertOne({ owner: "ben", status: "FAILED" });
  const at = new Date();
  await queues.database.db.queueTaskAttempt.create({
    data: { taskId: id, attempt: 1, outcome: "FAILED", startedAt: at, finishedAt: at },
  });
  await queues.database.db.queueTaskLog.create({ data: { taskId: id, attempt: 1, level: "info", message: "secret" } });
  for (const wrong of [id, "cmissing", "a\0b"]) {
    expect(await readOwnTask(queues.client, ana, wrong)).toBeNull();
    expect(await readAttemptRows(queues.client, ana, wrong)).toEqual([]);
    expect(await readLogRows(queues.client, ana, wrong)).toEqual([]);
  }
  expect(await readAttemptRows(queues.client, { ownerId: "ben" }, id)).toHaveLength(1);
});

test("of many ids, those of the owner's tasks are found", async () => {
  const [own, other] = [await insertOne({}), await insertOne({ owner: "ben" })];
  expect(await findOwnTaskIds(queues.client, ana, [own, other, "cmissing", "a\0b"])).toEqual(new Set([own]));
  expect(await findOwnTaskIds(queues.client, ana, [])).toEqual(new Set());
});

test("a file that a task of the owner names, in its data or result, is used, and another one is not", async () => {
  const keys = ["uploads/1/a.png", "uploads/1/b.png", 'uploads/1/"c", d.png'];
  await insertOne({ data: { deep: [{ url: "upload:uploads/1/a.png" }] } });
  await insertOne({ owner: "ben", data: { url: `upload:${keys[2]}` } });
  expect((await findUnusedUploads(queues.client, ana, keys)).toSorted()).toEqual(keys.slice(1).toSorted());
});
