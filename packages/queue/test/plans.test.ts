import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@package/db/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { claimReadyTask } from "../src/sql/claimReadyTask.ts";
import { claimTasks, claimTasksOnward } from "../src/sql/claimTasks.ts";
import { completeTasks } from "../src/sql/completeTasks.ts";
import { extendLeases } from "../src/sql/extendLeases.ts";
import { failTasks } from "../src/sql/failTasks.ts";
import { postponeTasks } from "../src/sql/postponeTasks.ts";
import { pruneBatch, pruneTasks } from "../src/sql/pruneTasks.ts";
import { rescueTasks } from "../src/sql/rescueTasks.ts";
import { explainingDatabase, type StatementPlan } from "./support/explainStatement.ts";

/** Claimed or settled by one statement. */
const batch = 100;
const token = randomUUID();

let database: TestDatabase;

/** 100,000 finished, 100,000 scheduled, 50,000 due and 5,000 running tasks, of three types and three priorities. */
beforeAll(async () => {
  database = await createTestDatabase();
  const insert = (prefix: string, count: number, status: string, values: string) =>
    database.db.$executeRawUnsafe(`INSERT INTO "QueueTask" (id, type, data, status, priority, "createdAt", "updatedAt", "failedProviders",
        "scheduledFor", attempts, "finishedAt", "startedAt", "leaseToken", "leaseHolder", "leaseExpiresAt")
      SELECT 'c${prefix}' || lpad(n::text, 12, '0'), 'TYPE_' || n % 3, '{}', '${status}', n % 3 * 5, now() - interval '1 hour', now(), '{}', ${values}
      FROM generate_series(1, ${count}) n`);
  await insert("0", 100_000, "COMPLETED", `NULL, 1, now() - interval '30 days', now(), NULL, NULL, NULL`);
  await insert("1", 100_000, "PENDING", `now() + interval '1 day', 0, NULL, NULL, NULL, NULL, NULL`);
  await insert("2", 50_000, "PENDING", `NULL, 0, NULL, NULL, NULL, NULL, NULL`);
  const lease = `'${token}', 'holder', now() + (n - 50) * interval '1 min'`;
  await insert("3", 5_000, "PROCESSING", `NULL, 1, NULL, now(), ${lease}`);
  await database.db.$executeRawUnsafe(`VACUUM ANALYZE "QueueTask"`);
}, 120_000);
afterAll(() => database.drop());

const running = Array.from({ length: batch }, (_, n) => ({ id: `c3${String(4_000 + n).padStart(12, "0")}`, token }));
const wanted = [0, 1, 2].map((n) => ({ type: `TYPE_${n}`, limit: batch, timeoutMs: 1_000 }));
const lease = { token: randomUUID(), holder: "h", leaseMs: 30_000 };
const error = { errorClass: "Error", message: "no", stack: null, fingerprint: "f" };

type Act = (db: ReturnType<typeof explainingDatabase>) => Promise<unknown>;

/** Pages touched per row at the most: the row before and after, and a path through each of its indexes, there and back. */
const statements: [name: string, act: Act, rows: number, maxBuffersPerRow: number][] = [
  [
    "claimTasks",
    (db) => claimTasks(db, { ...lease, wanted, limit: batch, allowsSuspect: true, minWaitMs: 0 }),
    batch,
    60,
  ],
  [
    "claimTasksOnward",
    (db) => {
      const levels = wanted.map((type, n) => ({ ...type, priority: n * 5, fromMs: Date.now() - 7_200_000 }));
      return claimTasksOnward(db, { ...lease, levels, limit: batch, allowsSuspect: true });
    },
    batch,
    60,
  ],
  [
    "claimReadyTask",
    (db) => claimReadyTask(db, { ...lease, task: { id: "c2000000000001", type: "TYPE_1" }, timeoutMs: 0 }),
    1,
    60,
  ],
  [
    "completeTasks",
    (db) =>
      completeTasks(
        db,
        running.map((claim) => ({ ...claim, result: "{}", note: null })),
      ),
    batch,
    30,
  ],
  [
    "failTasks",
    (db) =>
      failTasks(
        db,
        running.map((claim) => ({
          ...claim,
          outcome: "FAILED" as const,
          error,
          isFinal: false,
          reason: "EXHAUSTED" as const,
          delayMs: 1_000,
          provider: null,
          failedProviders: [],
          errorPatterns: {},
        })),
        "h",
      ),
    batch,
    40,
  ],
  [
    "postponeTasks",
    (db) =>
      postponeTasks(
        db,
        running.map((claim) => ({
          ...claim,
          delayMs: null,
          isSnooze: false,
          maxSnoozes: null,
          failedProviders: null,
          errorPatterns: null,
          message: null,
        })),
      ),
    batch,
    30,
  ],
  ["extendLeases", (db) => extendLeases(db, running, 30_000), batch, 40],
  ["rescueTasks", (db) => rescueTasks(db, 500), 49, 60],
  [
    "pruneTasks",
    (db) => pruneTasks(db, { beforeId: "c1", completedMs: 86_400_000, failedMs: 86_400_000 }),
    pruneBatch,
    30,
  ],
];

test.each(statements)(
  "%s reads and sorts its own rows only, however large the table",
  async (name, act, rows, maxBuffersPerRow) => {
    const plan = await explainRolledBack(name, act);
    expect(plan.scannedTables).not.toContain("QueueTask");
    // The claim sorts its candidates: at most the limit of each type and priority.
    expect(plan.sortedRows).toBeLessThanOrEqual(rows * 9);
    expect(plan.buffers).toBeGreaterThan(0);
    expect(plan.buffers).toBeLessThan(rows * maxBuffersPerRow);
  },
);

test("the settlement of one task among thousands that run touches a handful of pages", async () => {
  const plan = await explainRolledBack("completeTasks", (db) =>
    completeTasks(db, [{ id: running[0]?.id ?? "", token, result: null, note: null }]),
  );
  expect(plan.scannedTables).not.toContain("QueueTask");
  expect(plan.buffers).toBeLessThan(60);
});

/** Runs a statement in a transaction that leaves nothing behind. */
async function explainRolledBack(name: string, act: Act): Promise<StatementPlan> {
  const enough = new Error("enough");
  let plan: StatementPlan | undefined;
  await database.db
    .$transaction(
      async (tx) => {
        const explaining = explainingDatabase(tx);
        await act(explaining);
        plan = explaining.plans.get(name);
        throw enough;
      },
      { timeout: 30_000 },
    )
    .catch((problem: unknown) => {
      if (problem !== enough) throw problem;
    });
  if (!plan) throw new Error(`${name} ran nothing`);
  return plan;
}
