import { expect, test } from "vitest";
import { type QueueStatusRows, readQueueStatus, type TaskRow } from "../../src/monitor/index.ts";
import { setUpTestQueues } from "../support/setUpTestQueues.ts";
import { insertTasks } from "./insertTasks.ts";

const queues = setUpTestQueues();
const ana = { ownerId: "ana" };
const insert = (rows: Parameters<typeof insertTasks>[1]) => insertTasks(queues.database.db, rows);
const read = (ids?: string[]) => readQueueStatus(queues.client, ana, { ids });
const idsOf = (rows: TaskRow[]) => rows.map(({ id }) => id);
const listsOf = ({ lists }: QueueStatusRows) =>
  Object.fromEntries(Object.entries(lists).map(([name, rows]) => [name, idsOf(rows)]));

const none = { active: 0, pending: 0, scheduled: 0, processing: 0, retrying: 0, completed: 0, failed: 0, cancelled: 0 };

test("an owner without tasks gets empty lists, zeros and the database's time", async () => {
  const status = await read();
  const [{ now }] = await queues.database.db.$queryRaw<[{ now: Date }]>`SELECT clock_timestamp() AS now`;
  expect(Object.values(status.lists)).toEqual([[], [], [], [], [], [], []]);
  expect(status.asked).toEqual([]);
  expect(status.counts).toEqual(none);
  expect(Math.abs(status.nowMs - now.getTime())).toBeLessThan(5_000);
});

test("each task is in the list of what happens with it", async () => {
  const ids = await insert([
    { status: "PENDING" },
    { status: "PENDING", dueInMs: -5_000 },
    { status: "PENDING", dueInMs: 50_000 },
    { status: "PENDING", dueInMs: 3_600_000 },
    { status: "PROCESSING", startedAgoMs: 900 },
    { status: "PROCESSING", startedAgoMs: 300, dueInMs: -400 },
    { status: "FAILED", dueInMs: 20_000, processedAgoMs: 2_000 },
    { status: "FAILED", dueInMs: 600_000, processedAgoMs: 1_000 },
    { status: "MAX_RETRIES_REACHED", finishedAgoMs: 1_500 },
    { status: "COMPLETED" },
    { status: "CANCELLED" },
  ]);
  const at = (...indexes: number[]) => indexes.map((index) => ids[index]);
  const status = await read();
  expect(listsOf(status)).toEqual({
    pending: at(2, 1, 0),
    scheduled: at(3),
    processing: at(5, 4),
    retrying: at(6, 7),
    failed: at(7, 8, 6),
    completed: at(9),
    cancelled: at(10),
  });
  expect(status.counts).toEqual({
    active: 6,
    pending: 3,
    scheduled: 1,
    processing: 2,
    retrying: 2,
    completed: 1,
    failed: 1,
    cancelled: 1,
  });
});

test("a list has the 50 first tasks, and the count goes on", async () => {
  const ids = await insert(Array.from({ length: 53 }, () => ({})));
  const { lists, counts } = await read();
  expect(idsOf(lists.pending)).toEqual(ids.slice(-50).reverse());
  expect(counts).toMatchObject({ pending: 53, active: 53 });
});

test("newer failures do not hide a task that will be retried", async () => {
  const [retried] = await insert([
    { status: "FAILED", dueInMs: 5_000, processedAgoMs: 10_000 },
    ...Array.from({ length: 55 }, (_, n) => ({ status: "MAX_RETRIES_REACHED" as const, finishedAgoMs: n })),
  ]);
  const { lists, counts } = await read();
  expect(idsOf(lists.retrying)).toEqual([retried]);
  expect(idsOf(lists.failed)).not.toContain(retried);
  expect(counts).toMatchObject({ active: 1, retrying: 1, failed: 55 });
});

test("1,500 tasks that were added later and are scheduled do not hide a task that is due", async () => {
  const [due] = await insert([{}, ...Array.from({ length: 1_500 }, (_, n) => ({ dueInMs: 3_600_000 + n }))]);
  const { lists, counts } = await read();
  expect(idsOf(lists.pending)).toEqual([due]);
  expect(counts).toMatchObject({ active: 1, pending: 1, scheduled: 1_001 });
});

test("counts stop at 1,001, also the sum of several", async () => {
  await insert([
    ...Array.from({ length: 700 }, () => ({})),
    ...Array.from({ length: 700 }, () => ({ dueInMs: -1_000 })),
    ...Array.from({ length: 700 }, () => ({ status: "FAILED" as const, dueInMs: 1_000 })),
  ]);
  expect((await read()).counts).toMatchObject({ active: 1_001, pending: 1_001, retrying: 700 });
});

test("tasks that are asked for by id are returned if no list has them, and only the owner's", async () => {
  const old = await insert([{ status: "COMPLETED", finishedAgoMs: 900_000 }]);
  await insert(Array.from({ length: 50 }, () => ({ status: "COMPLETED" as const, finishedAgoMs: 10 })));
  const [listed, other] = await insert([{ status: "PENDING" }, { owner: "ben" }]);
  const { asked } = await read([...old, listed as string, other as string, "cmissing0", "a\0b", 'a"b,{}']);
  expect(idsOf(asked)).toEqual(old);
});

test("tasks of another owner or without one are neither listed nor counted", async () => {
  await insert([{ owner: "ben" }, { owner: "ben", status: "COMPLETED" }]);
  await queues.database.db.queueTask.create({ data: { type: "PHOTO", data: {} } });
  expect((await read()).counts).toEqual(none);
});

test("a row says when the task is due, and only while it waits", async () => {
  const [now, later, running, done] = await insert([
    {},
    { dueInMs: 120_000 },
    { status: "PROCESSING", dueInMs: -10 },
    { status: "COMPLETED" },
  ]);
  const { lists } = await read();
  const due = new Map(
    Object.values(lists).flatMap((rows: TaskRow[]) => rows.map((row) => [row.id, row.dueAtMs] as const)),
  );
  const created = lists.pending[0] as TaskRow;
  expect(due.get(now as string)).toBe(created.createdAtMs);
  expect(due.get(later as string)).toBe(lists.scheduled[0]?.scheduledForMs);
  expect([due.get(running as string), due.get(done as string)]).toEqual([null, null]);
});

test("large integers in the data keep all digits", async () => {
  const [id] = await insert([{}]);
  await queues.database.db
    .$executeRaw`UPDATE "QueueTask" SET data = '{"id": 1970670598291982290, "list": [[-1970670598291982290, 7]], "huge": 1e400, "zero": -0}' WHERE id = ${id}`;
  const [row] = (await read()).lists.pending;
  expect(row?.data).toEqual({
    id: "1970670598291982290",
    list: [["-1970670598291982290", 7]],
    huge: `1${"0".repeat(400)}`,
    zero: 0,
  });
  expect(typeof row?.rev).toBe("number");
});

test("infinite times are clamped, and a task without a limit of time stays listed", async () => {
  const [never, always] = await insert([{}, {}]);
  const { db } = queues.database;
  await db.$executeRaw`UPDATE "QueueTask" SET "scheduledFor" = 'infinity' WHERE id = ${never}`;
  await db.$executeRaw`UPDATE "QueueTask" SET "scheduledFor" = '-infinity' WHERE id = ${always}`;
  const { lists, counts } = await read();
  expect(lists.scheduled.map(({ id, dueAtMs }) => [id, dueAtMs])).toEqual([[never, 8.64e15]]);
  expect(lists.pending.map(({ id, dueAtMs }) => [id, dueAtMs])).toEqual([[always, -8.64e15]]);
  expect(counts).toMatchObject({ pending: 1, scheduled: 1 });
});

test("data above 64 kB is left out", async () => {
  await insert([{ data: { text: "x".repeat(70_000) } }]);
  const [row] = (await read()).lists.pending;
  expect([row?.isDataTooLarge, row?.data]).toEqual([true, null]);
});
