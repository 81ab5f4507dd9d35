import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type PgDatabase, pgDatabase } from "../src/database/pgDatabase.ts";
import { defineWorker, QueueService, type Workers } from "../src/index.ts";
import { createChores } from "../src/maintenance/createChores.ts";
import { removeDeadRunners } from "../src/maintenance/removeDeadRunners.ts";
import { removeOldStatistics } from "../src/maintenance/removeOldStatistics.ts";
import { removeUnusedProviders } from "../src/maintenance/removeUnusedProviders.ts";
import { sumUpOlderStatistics, sumUpRecentStatistics } from "../src/maintenance/sumUpStatistics.ts";
import { interceptClient, isClaim } from "./support/interceptClient.ts";
import { runChore } from "./support/runChore.ts";
import { setUpTestClock } from "./support/setUpTestClock.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();
const clock = setUpTestClock(queues);
const execute = (sql: string) => queues.database.db.$executeRawUnsafe(sql);
const countStatistics = () => queues.database.db.queueStatistic.count();

beforeEach(async () => {
  await queues.database.db.queueStatistic.deleteMany();
  await queues.database.db.queueRunner.deleteMany();
});

afterEach(() => vi.restoreAllMocks());

/** Adds statistics of one minute, as batches of outcomes do. */
const addStatistics = (count: number, ago: string, type = "'T'") =>
  execute(`INSERT INTO "QueueStatistic" (type, minute, completed, failed, exhausted, cancelled, "runMs", "waitMs", "runBuckets")
    SELECT ${type}, date_trunc('minute', now() - interval '${ago}'), 1, 2, 3, 4, 10, n % 7, ARRAY[1, 0, n % 3]
    FROM generate_series(1, ${count}) n`);

const readTotals = () =>
  queues.database.db
    .$queryRaw`SELECT minute, type, sum(completed) AS completed, sum(failed) AS failed, sum(exhausted) AS exhausted,
    sum(cancelled) AS cancelled, sum("runMs") AS "runMs", sum("waitMs") AS "waitMs", sum("runBuckets"[1]) AS first,
    sum("runBuckets"[2]) AS second, sum("runBuckets"[3]) AS third FROM "QueueStatistic" GROUP BY minute, type ORDER BY minute, type`;

test("any number of statistics of a past minute become one row", async () => {
  await addStatistics(18_000, "10 minutes");
  const totals = await readTotals();
  await runChore(sumUpRecentStatistics, queues.database);
  expect(await countStatistics()).toBe(1);
  expect(await readTotals()).toEqual(totals);
});

test("statistics of thousands of types become one row for each", async () => {
  await addStatistics(12_000, "10 minutes", "'T' || n % 4000");
  const totals = await readTotals();
  await runChore(sumUpRecentStatistics, queues.database);
  expect(await countStatistics()).toBe(4_000);
  expect(await readTotals()).toEqual(totals);
});

test("the statistics of the current minute and of the one before do not change", async () => {
  await addStatistics(3, "0 minutes");
  await addStatistics(3, "1 minute");
  await runChore(sumUpRecentStatistics, queues.database);
  expect(await countStatistics()).toBe(6);
});

test.each(["61 minutes", "3 hours", "25 hours", "29 days", "30 days"])(
  "statistics that were left for %s are summed up, and their totals stay",
  async (ago) => {
    await addStatistics(6_000, ago);
    const totals = await readTotals();
    await runChore(sumUpOlderStatistics, queues.database);
    expect(await countStatistics()).toBe(1);
    expect(await readTotals()).toEqual(totals);
  },
);

test("several connections that sum up while outcomes are recorded neither lose nor double a count", async () => {
  await addStatistics(20_000, "10 minutes", "'T' || n % 5");
  const own: PgDatabase[] = Array.from({ length: 4 }, () => pgDatabase(queues.database.url, { connections: 1 }));
  await Promise.all([
    ...own.map((database) => runChore(sumUpRecentStatistics, queues.database, { database })),
    ...Array.from({ length: 20 }, () => addStatistics(50, "10 minutes", "'T' || n % 5")),
  ]);
  await Promise.all(own.map((database) => database.close()));
  const [sum] = await queues.database.db.$queryRaw<{ completed: bigint; runMs: string }[]>`
    SELECT sum(completed) AS completed, sum("runMs")::text AS "runMs" FROM "QueueStatistic"`;
  expect(sum).toEqual({ completed: 21_000n, runMs: "210000" });
  await runChore(sumUpRecentStatistics, queues.database);
  expect(await countStatistics()).toBe(5);
});

test("numbers that are too large for a sum do not stop other sums", async () => {
  await addStatistics(2, "10 minutes", "'ABSURD'");
  await execute(
    `UPDATE "QueueStatistic" SET completed = 2147483647, "runMs" = 9223372036854775807, "runBuckets" = ARRAY[2147483647]`,
  );
  await addStatistics(2, "9 minutes");
  await runChore(sumUpRecentStatistics, queues.database);
  const rows = await queues.database.db.queueStatistic.findMany({ orderBy: { type: "asc" } });
  expect(rows).toMatchObject([{ completed: 2_147_483_647, runMs: 9_223_372_036_854_775_807n }, { completed: 2 }]);
});

test("any number of statistics are removed after 30 days", async () => {
  await addStatistics(12_000, "31 days");
  await addStatistics(1, "29 days");
  await runChore(removeOldStatistics, queues.database);
  expect(await countStatistics()).toBe(1);
});

test("runners without a report for a day are removed, even if none stops gracefully", async () => {
  const report = (id: string, count: number) =>
    execute(`INSERT INTO "QueueRunner" (id, host, pid, types, concurrency, "heartbeatAt")
      SELECT ${id}, 'h', 1, '{}', 1, now() FROM generate_series(1, ${count}) n`);
  await report("'dead' || n", 2_500);
  await clock.advanceMs(2 * 3_600_000);
  await report("'silent'", 1);
  await clock.advanceMs(23 * 3_600_000);
  await runChore(removeDeadRunners, queues.database);
  expect((await queues.database.db.queueRunner.findMany()).map(({ id }) => id)).toEqual(["silent"]);
});

test("providers without a rate limit for 30 days are removed, except during a cooldown", async () => {
  const queue = queues.open({ T: defineWorker({ run: async () => {} }) });
  const { id } = await queue.addToQueue("T", {});
  await queue.handleRateLimitError(id, "unused", 60);
  await queue.handleRateLimitError(id, "cooling", 60);
  await execute(`UPDATE "QueueProvider" SET "coolDownUntil" = now() + interval '1000 hours' WHERE name = 'cooling'`);
  await clock.advanceMs(30 * 86_400_000);
  await queue.handleRateLimitError(id, "used", 60);
  await clock.advanceMs(86_400_000);
  await runChore(removeUnusedProviders, queues.database);
  const names = (await queues.database.db.queueProvider.findMany({ orderBy: { name: "asc" } })).map(({ name }) => name);
  expect(names).toEqual(["cooling", "used"]);
});

test("all chores can run at the same time in several processes", async () => {
  await addStatistics(100, "10 minutes");
  const runs = Array.from({ length: 3 }, () => createChores().map((chore) => runChore(chore, queues.database)));
  expect((await Promise.all(runs.flat())).flat()).toEqual([]);
});

test("a chore that fails is reported, and delays neither the other chores nor rescue", async () => {
  // All timers with a random delay start at once.
  vi.spyOn(Math, "random").mockReturnValue(0);
  await addStatistics(100, "10 minutes");
  const sweptAt: number[] = [];
  const client = interceptClient(queues.database.db, async (sql, run) => {
    if (/DELETE FROM "QueueStatistic" s WHERE .*720 hours/s.test(sql)) throw new Error("it cannot be");
    if (sql.startsWith("WITH over")) sweptAt.push(performance.now());
    return run();
  });
  const workers = { T: defineWorker({ run: async () => {} }) };
  const queue = new QueueService(client, { workers, sweepMs: 50, logger: silent });
  const failures: { doing: string; at: number }[] = [];
  queue.on("error", ({ doing }) => failures.push({ doing, at: performance.now() }));
  queue.start();
  const [failure] = await until(
    () => failures,
    ({ length }) => length > 0,
  );
  const failedAt = failure?.at ?? 0;
  const [nextSweep = 0] = await until(
    () => sweptAt.filter((at) => at > failedAt),
    ({ length }) => length > 0,
  );
  // A delayed rescue would run after 5 s.
  expect(nextSweep - failedAt).toBeLessThan(5_000);
  await until(
    () => queues.database.db.queueStatistic.findFirst({ orderBy: { id: "asc" } }),
    (row) => row?.completed === 100,
  );
  expect(failures.map(({ doing }) => doing)).toEqual(["remove old statistics"]);
  await queue.close();
});

test.each([
  ["a runner", (queue: QueueService<Workers>): unknown => queue.start()],
  ["retryFailedQueueTasks", (queue: QueueService<Workers>): unknown => queue.retryFailedQueueTasks()],
] as const)(
  "if %s rescues a task whose last attempt has crashed, rescued and then exhausted are emitted",
  async (_, begin) => {
    const queue = new QueueService<Workers>(queues.database.db, { workers: {}, sweepMs: 50, logger: silent });
    const events: unknown[] = [];
    queue.on("rescued", (event) => events.push(["rescued", event]));
    queue.on("exhausted", ({ error, ...event }) => events.push(["exhausted", event, String(error)]));
    queue.on("failed", (event) => events.push(["failed", event]));
    await execute(`INSERT INTO "QueueTask" (id, type, data, status, attempts, "maxAttempts", "createdAt", "updatedAt", "failedProviders",
      "leaseToken", "leaseExpiresAt") SELECT v.id, 'T', '{}', 'PROCESSING', 2, v.max, now(), now(), '{}', gen_random_uuid(),
      now() - interval '1 minute' FROM (VALUES ('last', 2), ('other', 3)) v(id, max)`);
    await begin(queue);
    await until(
      () => events.length,
      (count) => count >= 3,
    );
    await queue.close();
    const task = { id: "last", type: "T", status: "MAX_RETRIES_REACHED", meta: null };
    expect(events).toHaveLength(3);
    expect(events).toContainEqual([
      "rescued",
      { id: "other", type: "T", status: "FAILED", reason: "LEASE_EXPIRED", meta: null },
    ]);
    const ofLast = events.filter((event) => (event as [string, { id: string }])[1].id === "last");
    expect(ofLast).toEqual([
      ["rescued", { ...task, reason: "LEASE_EXPIRED" }],
      [
        "exhausted",
        { ...task, attempt: 2, waitMs: expect.any(Number), runMs: expect.any(Number) },
        "Error: The process that ran this attempt crashed or lost its connection.",
      ],
    ]);
  },
);

test("claims that fail while the database is reachable do not delay rescue", async () => {
  let claims = 0;
  const client = interceptClient(queues.database.db, async (sql, run) => {
    if (!isClaim(sql)) return run();
    claims++;
    throw Object.assign(new Error("permission denied"), { code: "42501" });
  });
  const workers = { T: defineWorker({ run: async () => {} }) };
  const queue = new QueueService(client, { workers, sweepMs: 50, pollMs: 50, logger: silent });
  const rescued: string[] = [];
  queue.on("rescued", ({ id }) => rescued.push(id));
  queue.start();
  await until(
    () => claims,
    (count) => count > 1,
  );
  await execute(`INSERT INTO "QueueTask" (id, type, data, status, attempts, "createdAt", "updatedAt", "failedProviders", "leaseToken", "leaseExpiresAt")
    VALUES ('dead', 'T', '{}', 'PROCESSING', 1, now(), now(), '{}', gen_random_uuid(), now() - interval '1 minute')`);
  await until(
    () => rescued,
    (ids) => ids.includes("dead"),
  );
  await queue.close();
});

const silent = { info: () => {}, warn: () => {}, error: () => {} };
