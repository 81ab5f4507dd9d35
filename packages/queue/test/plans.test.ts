import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@package/db/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { claimReadyTask } from "../src/claiming/claimReadyTask.ts";
import { claimTasks, claimTasksOnward } from "../src/claiming/claimTasks.ts";
import { type Database, prismaDatabase } from "../src/database/database.ts";
import { type PgDatabase, pgDatabase } from "../src/database/pgDatabase.ts";
import { describeError } from "../src/domain/errors/describeError.ts";
import { extendLeases } from "../src/holding/extendLeases.ts";
import { listPrunableTasks } from "../src/maintenance/listPrunableTasks.ts";
import { pruneTasks } from "../src/maintenance/pruneTasks.ts";
import { rescueTasks } from "../src/maintenance/rescueTasks.ts";
import { completeTasks } from "../src/settling/completeTasks.ts";
import { failTasks } from "../src/settling/failTasks.ts";
import { requeueTasks } from "../src/settling/requeueTasks.ts";
import {
  type Explain,
  explainAnew,
  explainingDatabase,
  explainKept,
  type StatementPlan,
} from "./support/explainStatement.ts";

/** Claimed or settled by one statement. */
const batch = 100;
const token = randomUUID();

/** Adds finished, scheduled, due and running tasks, of three types and three priorities. */
async function fill(
  { db }: TestDatabase,
  prefix: string,
  counts: Record<"finished" | "scheduled" | "due" | "running", number>,
) {
  const insert = (kind: keyof typeof counts, status: string, values: string) =>
    db.$executeRawUnsafe(`INSERT INTO "QueueTask" (id, type, data, status, priority, "createdAt", "updatedAt", "failedProviders",
        "scheduledFor", attempts, "finishedAt", "startedAt", "leaseToken", "leaseHolder", "leaseExpiresAt")
      SELECT 'c${prefix}_${kind}_' || lpad(n::text, 12, '0'), 'TYPE_' || n % 3, '{}', '${status}', n % 3 * 5, now() - interval '1 hour', now(), '{}', ${values}
      FROM generate_series(1, ${counts[kind]}) n`);
  await insert("finished", "COMPLETED", `NULL, 1, now() - interval '30 days', now(), NULL, NULL, NULL`);
  await insert("scheduled", "PENDING", `now() + interval '1 day', 0, NULL, NULL, NULL, NULL, NULL`);
  await insert("due", "PENDING", "NULL, 0, NULL, NULL, NULL, NULL, NULL");
  await insert(
    "running",
    "PROCESSING",
    `NULL, 1, NULL, now(), '${token}', 'holder', now() + (n - 50) * interval '1 min'`,
  );
}

/** As many as a table holds that is just large enough for plans to be kept. */
const first = { finished: 50_000, scheduled: 5_000, due: 10_000, running: 1_000 };
const others = { finished: 50_000, scheduled: 100_000, due: 50_000, running: 5_000 };

async function openLargeTable(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  await database.db.$executeRawUnsafe(`ALTER TABLE "QueueTask" SET (autovacuum_enabled = off)`);
  await fill(database, "0", first);
  return database;
}

const running = Array.from({ length: batch }, (_, n) => ({
  id: `c0_running_${String(900 + n).padStart(12, "0")}`,
  token,
  waitMs: 5,
  runMs: 5,
}));
const finished = Array.from({ length: batch }, (_, n) => `c0_finished_${String(n + 1).padStart(12, "0")}`);
/** Of the finished tasks. */
const pages = { from: 256, to: 384 };
const wanted = [0, 1, 2].map((n) => ({ type: `TYPE_${n}`, limit: batch, timeoutMs: 1_000 }));
const lease = { token: randomUUID(), holder: "h", leaseMs: 30_000 };
const error = describeError(new Error("no"));

type Act = (db: Database) => Promise<unknown>;

/**
 * The name is that of a statement; after a comma it may say in which case. Pages touched per row at the most: the row before
 * and after, and a path through each of its indexes, there and back.
 */
const statements: [name: string, act: Act, rows: number, maxBuffersPerRow: number][] = [
  [
    "claimTasks",
    (db) => claimTasks(db, { ...lease, wanted, limit: batch, allowsQuarantined: true, startable: 1_000, minWaitMs: 0 }),
    batch,
    60,
  ],
  [
    "claimTasksOnward",
    (db) => {
      const levels = wanted.map((type, n) => ({ ...type, priority: n * 5, fromMs: Date.now() - 7_200_000 }));
      return claimTasksOnward(db, { ...lease, levels, limit: batch, allowsQuarantined: true, startable: 1_000 });
    },
    batch,
    60,
  ],
  [
    "claimReadyTask",
    (db) =>
      claimReadyTask(db, {
        ...lease,
        task: { id: "c0_due_000000000001", type: "TYPE_1" },
        timeoutMs: 0,
        isAhead: false,
      }),
    1,
    60,
  ],
  [
    "completeTasks",
    (db) =>
      completeTasks(
        db,
        running.map((claim) => ({ ...claim, type: "TYPE_0", result: "{}", note: null })),
      ),
    batch,
    30,
  ],
  [
    "completeTasks, of as many claims, one of them lost",
    (db) =>
      completeTasks(
        db,
        running.map((claim, n) => ({
          ...claim,
          token: n === 0 ? randomUUID() : token,
          type: "TYPE_0",
          result: "{}",
          note: null,
        })),
      ),
    batch - 1,
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
    "requeueTasks",
    (db) =>
      requeueTasks(
        db,
        running.map((claim) => ({
          ...claim,
          delayMs: null,
          isSnooze: false,
          hasBegun: true,
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
  // Found once among all that run, and once more to be locked.
  ["rescueTasks", (db) => rescueTasks(db, 500), 98, 65],
  ["pruneTasks", (db) => pruneTasks(db, { completedMs: 0, failedMs: null }, finished), batch, 30],
  ["listPrunableTasks", (db) => listPrunableTasks(db, { completedMs: 1, failedMs: null }, pages), 2_000, 5],
  [
    "listPrunableTasks, of kept ones alone",
    (db) => listPrunableTasks(db, { completedMs: 90 * 86_400_000, failedMs: null }, pages),
    pages.to - pages.from,
    1.5,
  ],
];

/** The claim sorts its candidates: at most the limit of each type and priority. */
function expectBounds(plan: StatementPlan, rows: number, maxBuffersPerRow: number): void {
  expect(plan.scannedTables).not.toContain("QueueTask");
  expect(plan.sortedRows).toBeLessThanOrEqual(rows * 9);
  expect(plan.buffers).toBeGreaterThan(0);
  expect(plan.buffers).toBeLessThan(rows * maxBuffersPerRow);
  // Its own rows a few times over, and all that run, but nothing like each of them once for each other one.
  expect(plan.visitedRows).toBeLessThanOrEqual(rows * 9 + first.running + others.running);
}

describe.each(["never analyzed", "analyzed"])("planned when the table was just large enough and %s", (state) => {
  const kept = statements.filter(([name]) => !/^(rescueTasks|pruneTasks|listPrunableTasks)/.test(name));
  let database: TestDatabase;
  /** One connection of the queue's own. */
  let own: PgDatabase;

  beforeAll(async () => {
    database = await openLargeTable();
    if (state === "analyzed") await database.db.$executeRawUnsafe(`VACUUM ANALYZE "QueueTask"`);
    own = pgDatabase(database.url, { connections: 1 });
    // A claim says that there is much to do; whether plans can be kept is known before the next statement on the connection.
    for (const [, act] of [...kept.slice(0, 1), ...kept]) await rolledBack(own, () => act(own));
    await fill(database, "1", others);
  }, 120_000);
  afterAll(async () => {
    await own.close();
    await database.drop();
  });

  test.each(kept)("%s reads and sorts its own rows only", async (name, act, rows, maxBuffersPerRow) => {
    const plan = await rolledBack(own, () => readPlan(explainKept(own), name, act));
    expectBounds(plan, rows, maxBuffersPerRow);
  });
});

describe("planned for the table as it is", () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openLargeTable();
    await fill(database, "1", others);
    await database.db.$executeRawUnsafe(`VACUUM ANALYZE "QueueTask"`);
  }, 120_000);
  afterAll(() => database.drop());

  test.each(statements)("%s reads and sorts its own rows only", async (name, act, rows, maxBuffersPerRow) => {
    expectBounds(await explainNewPlan(database, name, act), rows, maxBuffersPerRow);
  });

  test.each(statements)("%s does so on a connection of the queue's own", async (name, act, rows, maxBuffersPerRow) => {
    const own = pgDatabase(database.url, { connections: 1 });
    const plan = await rolledBack(own, () => readPlan(explainAnew(own), name, act));
    await own.close();
    expectBounds(plan, rows, maxBuffersPerRow);
  });

  test("the settlement of one task among thousands that run touches a handful of pages", async () => {
    const plan = await explainNewPlan(database, "completeTasks", (db) =>
      completeTasks(db, [
        {
          id: running[0]?.id ?? "",
          token,
          type: "TYPE_0",
          result: null,
          note: null,
          waitMs: 5,
          runMs: 5,
        },
      ]),
    );
    expect(plan.scannedTables).not.toContain("QueueTask");
    expect(plan.buffers).toBeLessThan(60);
  });
});

async function rolledBack<TResult>(own: PgDatabase, act: () => Promise<TResult>): Promise<TResult> {
  const say = (text: string) => own.query({ name: "say", text }, []);
  await say("BEGIN");
  try {
    return await act();
  } finally {
    await say("ROLLBACK");
  }
}

/** Runs a statement in a transaction that leaves nothing behind. */
async function explainNewPlan({ db }: TestDatabase, name: string, act: Act): Promise<StatementPlan> {
  const enough = new Error("enough");
  let plan: StatementPlan | undefined;
  await db
    .$transaction(
      async (tx) => {
        plan = await readPlan(explainAnew(prismaDatabase(tx)), name, act);
        throw enough;
      },
      { timeout: 30_000 },
    )
    .catch((problem: unknown) => {
      if (problem !== enough) throw problem;
    });
  return plan as StatementPlan;
}

async function readPlan(explain: Explain, name: string, act: Act): Promise<StatementPlan> {
  const explaining = explainingDatabase(explain);
  await act(explaining);
  const [statement = ""] = name.split(",");
  const plan = explaining.plans.get(statement);
  if (!plan) throw new Error(`${name} ran nothing`);
  return plan;
}
