import { createTestDatabase, type TestDatabase } from "@package/db/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, prismaDatabase } from "../src/database/database.ts";
import { expireTasks, expiryBatch } from "../src/maintenance/expireTasks.ts";
import {
  findTasksOfOwner,
  findTasksWithUniqueKey,
  findUnfinishedTasks,
  findUnfinishedTasksOfTypes,
  maxFew,
  walkedRows,
  walkTasks,
} from "../src/querying/findTasks.ts";
import { queryAttempts } from "../src/querying/readAttempts.ts";
import { queryLogs } from "../src/querying/readLogs.ts";
import { resolveFilter } from "../src/querying/resolveFilter.ts";
import { explainAnew, explainingDatabase, type StatementPlan } from "./support/explainStatement.ts";

// Lists read a bounded number of rows, however many tasks there are.

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  await db.$executeRawUnsafe(`ALTER TABLE "QueueTask" SET (autovacuum_enabled = off)`);
  const insert = (kind: string, count: number, values: string) =>
    db.$executeRawUnsafe(`INSERT INTO "QueueTask" (id, type, data, priority, "createdAt", "updatedAt", "ownerId",
        status, "finishedAt", "startWithinMs", "startBy", "leaseToken", "leaseExpiresAt")
      SELECT 'c${kind}' || lpad(n::text, 12, '0'), 'TYPE_' || n % 3, '{}', n % 3, now() - interval '1 hour', now(), 'owner' || n % 50, ${values}
      FROM generate_series(1, ${count}) n`);
  await insert("finished", 150_000, `'COMPLETED', now(), NULL, NULL, NULL, NULL`);
  await insert("waiting", 60_000, `'PENDING', NULL, NULL, NULL, NULL, NULL`);
  await insert("limited", 20_000, `'PENDING', NULL, 1, now() + (n - 2000) * interval '1 s', NULL, NULL`);
  await insert("running", 2_000, `'PROCESSING', NULL, 1, now() - interval '1 s', gen_random_uuid(), now()`);
  for (const table of ["QueueTaskLog", "QueueTaskAttempt"])
    await db.$executeRawUnsafe(`INSERT INTO "${table}" ("taskId", attempt, ${table === "QueueTaskLog" ? "level, message" : `outcome, "startedAt", "finishedAt"`})
      SELECT 'cfinished' || lpad((n % 1000 + 1)::text, 12, '0'), 1, ${table === "QueueTaskLog" ? "'info', 'x'" : "'FAILED', now(), now()"}
      FROM generate_series(1, 50000) n`);
  await db.$executeRawUnsafe(`VACUUM ANALYZE "QueueTask", "QueueTaskLog", "QueueTaskAttempt"`);
}, 120_000);
afterAll(() => database.drop());

const range = { before: null, from: null, limit: 500 };
/** Conditions that no task meets, so that a search reads all that it may read. */
const none = resolveFilter({ tag: "none" });
const unfinished = resolveFilter({ status: ["PENDING", "FAILED", "PROCESSING"], tag: "none" });
const id = "cfinished000000000007";

test.each<[name: string, act: (db: Database) => Promise<unknown>, rows: number, maxBuffers: number]>([
  ["walkTasks", (db) => walkTasks(db, none, range), walkedRows, walkedRows],
  // All tasks match: it reads no more than it returns.
  ["walkTasks", (db) => walkTasks(db, resolveFilter({}), range), range.limit, 600],
  ["findTasksOfOwner", (db) => findTasksOfOwner(db, { ...none, ownerId: "owner7" }, range), 6_000, 20_000],
  ["findUnfinishedTasks", (db) => findUnfinishedTasks(db, unfinished, range), maxFew + 2_001, 20_000],
  [
    "findUnfinishedTasksOfTypes",
    (db) => findUnfinishedTasksOfTypes(db, { ...unfinished, types: ["TYPE_1", "TYPE_2"] }, range),
    maxFew + 2_001,
    20_000,
  ],
  [
    "findTasksWithUniqueKey",
    (db) => findTasksWithUniqueKey(db, { ...unfinished, types: ["TYPE_1"], uniqueKey: "none" }, range),
    10,
    50,
  ],
  ["readAttempts", (db) => queryAttempts(db, id, null, 51), 60, 150],
  ["readLogs", (db) => queryLogs(db, id, null, 51), 60, 150],
  // While few have expired, PostgreSQL may read all of them: 2,000 of the 84,000 unfinished tasks, and a few more by now.
  ["expireTasks", (db) => expireTasks(db), 2_500, expiryBatch * 40],
])("%s reads a bounded number of rows by its index", async (name, act, rows, maxBuffers) => {
  const plan = await explain(name, act);
  expect(plan.scannedTables).not.toContain("QueueTask");
  expect(plan.visitedRows).toBeLessThanOrEqual(rows);
  expect(plan.buffers).toBeGreaterThan(0);
  expect(plan.buffers).toBeLessThan(maxBuffers);
});

/** Runs a statement in a transaction that leaves nothing behind. */
async function explain(name: string, act: (db: Database) => Promise<unknown>): Promise<StatementPlan> {
  const enough = new Error("enough");
  let plan: StatementPlan | undefined;
  const explaining = database.db.$transaction(async (tx) => {
    const recorder = explainingDatabase(explainAnew(prismaDatabase(tx)));
    await act(recorder);
    plan = recorder.plans.get(name);
    throw enough;
  });
  await expect(explaining).rejects.toBe(enough);
  return plan as StatementPlan;
}
