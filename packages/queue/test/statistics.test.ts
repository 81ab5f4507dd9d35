import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { prismaDatabase } from "../src/database/database.ts";
import { describeError } from "../src/domain/errors/describeError.ts";
import { type Completion, completeTasks } from "../src/settling/completeTasks.ts";
import { failTasks } from "../src/settling/failTasks.ts";
import { runBucketsMs } from "../src/settling/statistics.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();

beforeEach(() => queues.database.db.queueStatistic.deleteMany());

/** A running task, and what completes it. */
async function startTask(change: Partial<Completion> = {}): Promise<Completion> {
  const { db } = queues.database;
  const { id = `c${randomUUID()}`, token = randomUUID(), type = "EMAIL" } = change;
  await db.$executeRaw`INSERT INTO "QueueTask" (id, type, data, status, attempts, "createdAt", "updatedAt", "startedAt", "leaseToken", "leaseExpiresAt")
    VALUES (${id}, ${type}, '{}', 'PROCESSING', 1, now() - interval '7 seconds', now(), now() - interval '2 seconds', ${token}::uuid, now() + interval '1 minute')`;
  return { result: null, note: null, waitMs: 40, runMs: 25, ...change, id, token, type };
}

const complete = (completions: readonly Completion[]) => completeTasks(prismaDatabase(queues.database.db), completions);

async function readStatistics() {
  const rows = await queues.database.db.queueStatistic.findMany({ orderBy: { type: "asc" } });
  return rows.map(({ type, completed, cancelled, runMs, waitMs, runBuckets }) => ({
    type,
    completed,
    cancelled,
    runMs: Number(runMs),
    waitMs: Number(waitMs),
    runBuckets: runBuckets.join(" "),
  }));
}

test("completed attempts are summed up for each type, with the times that their process measured", async () => {
  const batch = [
    await startTask({ runMs: 4.4, waitMs: 1 }),
    await startTask({ runMs: 250.2, waitMs: 2 }),
    await startTask({ type: "IMAGE", runMs: 1_000_000, waitMs: 3 }),
  ];
  expect(await complete(batch)).toHaveLength(3);
  expect(await readStatistics()).toEqual([
    { type: "EMAIL", completed: 2, cancelled: 0, runMs: 255, waitMs: 3, runBuckets: "1 0 0 1 0 0 0 0 0 0 0" },
    { type: "IMAGE", completed: 1, cancelled: 0, runMs: 1_000_000, waitMs: 3, runBuckets: "0 0 0 0 0 0 0 0 0 0 1" },
  ]);
});

test("a claim that is no longer held is not counted; the others of its batch are", async () => {
  const [lost, held] = [await startTask({ runMs: 900, waitMs: 800 }), await startTask()];
  expect(await complete([{ ...lost, token: randomUUID() }, held])).toEqual([{ id: held.id, status: "COMPLETED" }]);
  expect(await readStatistics()).toEqual([
    { type: "EMAIL", completed: 1, cancelled: 0, runMs: 25, waitMs: 40, runBuckets: "0 1 0 0 0 0 0 0 0 0 0" },
  ]);
});

test("if no claim of a batch is still held, nothing is settled or counted", async () => {
  const lost = { ...(await startTask()), token: randomUUID() };
  expect(await complete([lost])).toEqual([]);
  expect(await readStatistics()).toEqual([]);
});

test("a task that was asked to stop is counted as cancelled", async () => {
  const [first, second] = [await startTask(), await startTask()];
  await queues.database.db.queueTask.update({ where: { id: first.id }, data: { cancelRequestedAt: new Date() } });
  const settled = await complete([first, second]);
  expect(new Map(settled.map(({ id, status }) => [id, status]))).toEqual(
    new Map([
      [first.id, "CANCELLED"],
      [second.id, "COMPLETED"],
    ]),
  );
  expect(await readStatistics()).toMatchObject([{ completed: 1, cancelled: 1, runMs: 50, waitMs: 80 }]);
});

test("failed attempts are counted by the new status of their task, with the times that their process measured", async () => {
  const { db } = queues.database;
  const [again, last, cancelled] = [await startTask(), await startTask(), await startTask()];
  await db.queueTask.update({ where: { id: cancelled.id }, data: { cancelRequestedAt: new Date() } });
  const fail = ({ id, token }: Completion, isFinal: boolean, runMs: number, waitMs: number) => ({
    ...{ id, token, isFinal, runMs, waitMs, delayMs: 0, provider: null, failedProviders: [], errorPatterns: {} },
    ...{ outcome: "FAILED" as const, reason: "UNRECOVERABLE" as const },
    error: describeError(new Error("no")),
  });
  const failures = [fail(again, false, 1, 10), fail(last, true, 400, 20), fail(cancelled, false, 5, 40)];
  expect(await failTasks(prismaDatabase(db), failures, "holder")).toHaveLength(3);
  const [row] = await db.queueStatistic.findMany();
  expect(row).toMatchObject({ completed: 0, failed: 1, exhausted: 1, cancelled: 1, runMs: 406n, waitMs: 70n });
  expect(row?.runBuckets.join(" ")).toBe("2 0 0 0 1 0 0 0 0 0 0");
});

test("a run time that is the bound of a bucket counts as PostgreSQL counts it", async () => {
  const { db } = queues.database;
  for (const runMs of runBucketsMs) await complete([await startTask({ type: `RUN_${runMs}`, runMs })]);
  const rows = await db.queueStatistic.findMany();
  const found = Object.fromEntries(rows.map(({ type, runBuckets }) => [type, runBuckets.indexOf(1)]));
  const expected = await db.$queryRawUnsafe<{ type: string; bucket: number }[]>(
    `SELECT 'RUN_' || ms AS type, width_bucket(ms, ARRAY[${runBucketsMs}]) AS bucket FROM unnest(ARRAY[${runBucketsMs}]) AS ms`,
  );
  expect(found).toEqual(Object.fromEntries(expected.map(({ type, bucket }) => [type, bucket])));
});

test("tasks of several claims in one batch are settled by the tokens of their claims", async () => {
  const batch = await Promise.all(
    ["1", null, '{"a":"}"}', "null", '"x"'].map((result) =>
      startTask({ result, note: result === null ? "none" : null }),
    ),
  );
  expect(await complete(batch)).toHaveLength(5);
  const rows = await queues.database.db.queueTask.findMany({ where: { id: { in: batch.map(({ id }) => id) } } });
  const byId = new Map(rows.map((row) => [row.id, row]));
  expect(batch.map(({ id }) => byId.get(id)?.result)).toEqual([1, null, { a: "}" }, null, "x"]);
  expect(batch.map(({ id }) => byId.get(id)?.resultNote)).toEqual([null, "none", null, null, null]);
  expect(batch.map(({ id }) => byId.get(id)?.settledToken)).toEqual(batch.map(({ token }) => token));
});

test.each(['a"b', "a\\b", 'a\\"b,{c}', "null", "", " a "])("a task with the id %j is settled", async (id) => {
  expect(await complete([await startTask({ id })])).toEqual([{ id, status: "COMPLETED" }]);
});
