import { createTestDatabase, type TestDatabase } from "@package/db/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, prismaDatabase } from "../../src/database/database.ts";
import { queryOwnersWithFailures } from "../../src/monitor/listOwnersWithFailures.ts";
import { queryQueueStatus } from "../../src/monitor/readQueueStatus.ts";
import {
  type Scan,
  scanDueLater,
  scanDueSoon,
  scanFinished,
  scannedRows,
  scanRunning,
  scanTimed,
  scanUntimed,
} from "../../src/monitor/scanTasks.ts";
import { explainAnew, explainingDatabase, type StatementPlan } from "../support/explainStatement.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  await db.$executeRawUnsafe(`ALTER TABLE "QueueTask" SET (autovacuum_enabled = off)`);
  const insert = (kind: string, count: number, owner: string, values: string) =>
    db.$executeRawUnsafe(`INSERT INTO "QueueTask" (id, type, data, "createdAt", "updatedAt", "failedProviders", "ownerId",
        status, "scheduledFor", "finishedAt", "leaseToken", "leaseExpiresAt")
      SELECT 'c${kind}' || lpad(n::text, 12, '0'), 'PHOTO', '{"fileUrl": "upload:uploads/1/2"}', now() - n * interval '1 s', now(), '{}',
        ${owner}, ${values} FROM generate_series(1, ${count}) n`);
  // Ana has 100,000 tasks, more than are counted of each kind, and 199 others have as many. Few run: the slots of all runners limit that.
  const ana = `CASE WHEN n % 2 = 0 THEN 'ana' ELSE 'user' || n % 199 END`;
  await insert("waiting", 30_000, ana, `'PENDING', NULL, NULL, NULL, NULL`);
  await insert("due", 20_000, ana, `'PENDING', now() - n * interval '1 s', NULL, NULL, NULL`);
  await insert("scheduled", 30_000, ana, `'PENDING', now() + n * interval '1 h', NULL, NULL, NULL`);
  await insert("retrying", 20_000, ana, `'FAILED', now() + (n - 10000) * interval '1 s', NULL, NULL, NULL`);
  await insert("completed", 60_000, ana, `'COMPLETED', NULL, now() - n * interval '1 s', NULL, NULL`);
  await insert("failed", 20_000, ana, `'MAX_RETRIES_REACHED', now(), now() - n * interval '1 s', NULL, NULL`);
  await insert("cancelled", 20_000, ana, `'CANCELLED', NULL, now() - n * interval '1 s', NULL, NULL`);
  await insert("running", 40, ana, `'PROCESSING', NULL, NULL, gen_random_uuid(), now()`);
  // Nearly all of Ben's 100,000 tasks are finished.
  const ben = "'ben'";
  await insert("bdone", 99_000, ben, `'COMPLETED', NULL, now() - n * interval '1 s', NULL, NULL`);
  await insert("bfailed", 600, ben, `'MAX_RETRIES_REACHED', NULL, now() - n * interval '1 s', NULL, NULL`);
  await insert("bwaiting", 300, ben, `'PENDING', NULL, NULL, NULL, NULL`);
  await insert("blater", 100, ben, `'PENDING', now() + n * interval '1 h', NULL, NULL, NULL`);
  // VACUUM marks only pages whose commits are flushed, and test servers do not wait for the flush.
  for (let isMarked = false; !isMarked; ) {
    await db.$executeRawUnsafe("CHECKPOINT");
    await db.$executeRawUnsafe(`VACUUM ANALYZE "QueueTask"`);
    const [table] = await db.$queryRaw<[{ isMarked: boolean }]>`
      SELECT relallvisible > 0.99 * relpages AS "isMarked" FROM pg_class WHERE relname = 'QueueTask'`;
    isMarked = table.isMarked;
  }
}, 120_000);
afterAll(() => database.drop());

async function explain(name: string, act: (db: Database) => Promise<unknown>): Promise<StatementPlan> {
  const recorder = explainingDatabase(explainAnew(prismaDatabase(database.db)));
  await act(recorder).catch(() => {}); // an explained statement returns no row
  return recorder.plans.get(name) as StatementPlan;
}

test.each([
  ["ben", "nearly all are finished", 100],
  ["ana", "more of each kind than are counted", 160],
])(
  "the status of an owner with 100,000 tasks (%s: %s) reads fewer than %i pages, by indexes alone, and sorts few rows",
  async (ownerId, _what, maxBuffers) => {
    const plan = await explain("readQueueStatus", (db) => queryQueueStatus(db, { ownerId }));
    expect(plan.scannedTables).not.toContain("QueueTask");
    expect(plan.sortedRows).toBeLessThanOrEqual(60);
    expect(plan.buffers).toBeGreaterThan(0);
    expect(plan.buffers).toBeLessThan(maxBuffers);
  },
);

test("the owners with failures are found by jumping from owner to owner, whatever the number of their tasks", async () => {
  const [sinceMs, beforeMs] = [Date.now() - 3_600_000, Date.now()];
  const plan = await explain("listOwnersWithFailures", (db) => queryOwnersWithFailures(db, "", sinceMs, beforeMs));
  expect(plan.scannedTables).not.toContain("QueueTask");
  expect(plan.sortedRows).toBeLessThanOrEqual(201);
  expect(plan.visitedRows).toBeLessThanOrEqual(202);
  expect(plan.buffers).toBeGreaterThan(0);
  expect(plan.buffers).toBeLessThan(2_500);
});

const page = { ownerId: "ana", after: null, type: null, words: null, limit: 51 };
const rare = { ...page, words: ["rare"] };
const waiting = { statuses: ["PENDING", "FAILED"] } as const;
const finished = { statuses: ["COMPLETED", "MAX_RETRIES_REACHED", "CANCELLED"] } as const;
const deep = { after: { ms: Date.now() - 10_000_000, seq: 0 } };

test.each<[name: string, scan: typeof scanTimed, options: Scan, rows: number, maxBuffers: number]>([
  ["scanRunningTasks", scanRunning, { ...page, statuses: ["PROCESSING"] }, 51, 100],
  ["scanUntimedTasks", scanUntimed, { ...page, ...waiting }, 102, 200],
  ["scanTimedTasks", scanTimed, { ...page, ...waiting }, 102, 200],
  ["scanDueTasks", scanDueSoon, { ...page, ...waiting }, 102, 200],
  ["scanLaterTasks", scanDueLater, { ...page, ...waiting }, 102, 200],
  ["scanTimedTasks", scanTimed, { ...page, ...waiting, ...deep }, 102, 200],
  ["scanFinishedTasks", scanFinished, { ...page, ...finished }, 160, 200],
  ["scanFinishedTasks", scanFinished, { ...page, ...finished, ...deep }, 160, 200],
  ["scanUntimedTasks", scanUntimed, { ...rare, ...waiting }, 2 * scannedRows, 1_500],
  ["scanTimedTasks", scanTimed, { ...rare, ...waiting }, 2 * scannedRows, 1_500],
  ["scanFinishedTasks", scanFinished, { ...rare, ...finished }, 3 * scannedRows + 10, 2_500],
])("%s reads a bounded number of rows in the order of its index", async (name, scan, options, rows, maxBuffers) => {
  const plan = await explain(name, (db) => scan(db, options));
  expect(plan.scannedTables).not.toContain("QueueTask");
  expect(plan.visitedRows).toBeLessThanOrEqual(rows);
  expect(plan.buffers).toBeGreaterThan(0);
  expect(plan.buffers).toBeLessThan(maxBuffers);
});
