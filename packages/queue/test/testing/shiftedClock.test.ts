import { expect, inject, onTestFinished, test } from "vitest";
import { z } from "zod";
import { defineWorker, QueueService, RateLimitError, SnoozeError, UnrecoverableError } from "../../src/index.ts";
import { readOverview } from "../../src/monitor/index.ts";
import { createTestQueue } from "../../src/testing/index.ts";
import { listStatements, sqlFiles } from "../support/listStatements.ts";
import { setUpTestQueues } from "../support/setUpTestQueues.ts";
import { until } from "../support/until.ts";

const queues = setUpTestQueues();
const day = 86_400_000;

/** SQL for the current time that is a keyword, a constant, or qualified: the functions of the test clock cannot replace it. */
const unshiftable = /\b(current_|local)(timestamp|time|date)\b|timeofday|pg_catalog|'(now|today|tomorrow|yesterday)'/gi;

test.each(sqlFiles)("no statement of %s reads a clock that cannot be replaced", async (file) => {
  const texts = (await listStatements(file)).map(({ text }) => text);
  expect(texts.flatMap((text) => text.match(unshiftable) ?? [])).toEqual([]);
});

test("every INSERT names the times that have a default", async () => {
  const columns = await queues.database.db.$queryRaw<{ table: string; column: string }[]>`
    SELECT table_name AS table, column_name AS column FROM information_schema.columns
    WHERE table_schema = 'public' AND column_default ~* 'timestamp|now'`;
  expect(columns.length).toBeGreaterThan(4);
  const inserts: string[] = [];
  for (const file of sqlFiles)
    for (const { name, text } of await listStatements(file))
      for (const [, table, list] of text.matchAll(/INSERT INTO "(\w+)"[^(]*\(([^)]*)\)/g)) {
        const missing = columns.filter((each) => each.table === table && !list?.includes(`"${each.column}"`));
        inserts.push(...missing.map(({ column }) => `${name} does not name ${table}.${column}`));
      }
  expect(inserts).toEqual([]);
});

/** The earliest and the latest value of each column with a time, of all tables of the queue. */
async function readTimes(db: { $queryRawUnsafe<T>(text: string): PromiseLike<T> }) {
  const columns = await db.$queryRawUnsafe<{ table: string; column: string }[]>(
    `SELECT table_name AS table, column_name AS column FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name LIKE 'Queue%' AND data_type LIKE 'timestamp%'`,
  );
  const times: { column: string; first: number; last: number }[] = [];
  for (const { table, column } of columns) {
    const [row] = await db.$queryRawUnsafe<{ first: number | null; last: number | null }[]>(
      `SELECT (extract(epoch FROM min("${column}")) * 1000)::float8 AS first, (extract(epoch FROM max("${column}")) * 1000)::float8 AS last FROM "${table}"`,
    );
    if (row?.first != null && row.last != null)
      times.push({ column: `${table}.${column}`, first: row.first, last: row.last });
  }
  return times;
}

const silent = { info: () => {}, warn: () => {}, error: () => {} };

test("all times that the queue writes are those of the shifted clock", async () => {
  const workers = {
    COMPLETE: defineWorker({
      run: (_, { log, progress }) => {
        log("info", "half of it");
        progress(50);
      },
    }),
    FAIL: defineWorker({ run: throwing(new Error("failed")) }),
    GIVE_UP: defineWorker({ run: throwing(new UnrecoverableError("gone")) }),
    SNOOZE: defineWorker({ run: throwing(new SnoozeError(60_000)) }),
    LIMITED: defineWorker({ run: throwing(new RateLimitError("mailgun", 60)) }),
    HANG: defineWorker({ run: () => new Promise<void>(() => {}) }),
    CHECKED: defineWorker({ input: z.string(), run: () => {} }),
  };
  const kit = await createTestQueue({ workers, url: inject("postgres").url, logger: silent });
  onTestFinished(() => kit.close());
  await kit.clock.advanceMs(3_000 * day);
  const { queue } = kit;
  const add = async (type: keyof typeof workers) => (await queue.addToQueue(type, "x", { maxAttempts: 5 })).id;

  for (const type of ["COMPLETE", "FAIL", "GIVE_UP", "SNOOZE", "LIMITED"] as const) await add(type);
  await queue.addManyToQueue([{ type: "COMPLETE", data: 1, scheduledFor: new Date(0) }]);
  expect(await kit.runUntilIdle()).toHaveLength(6);
  const hung = await add("HANG");
  const run = kit.runNext();
  await kit.whenRunning("HANG");
  await kit.crashDuring(hung);
  await run;
  await kit.clock.advanceMs(31_000);
  const again = kit.runUntilIdle();
  await kit.whenRunning("HANG");
  await queue.cancelTask(hung);
  await kit.loseLease(hung);
  await again;
  // Another process has a schema that the data does not match.
  const checked = await add("CHECKED");
  const strict = new QueueService(kit.db, { workers: { CHECKED: defineWorker({ input: z.number(), run: () => {} }) } });
  await strict.processJob(checked).catch(() => {});
  await strict.close();
  await queue.cancelTask(await add("SNOOZE"));
  const failed = await add("GIVE_UP");
  await kit.runNext();
  await queue.retryTask(failed);
  await queue.updateInQueue(failed, { priority: 3 });
  await queue.handleRateLimitError(await add("COMPLETE"), "openai", 30);
  await queue.pauseType("FAIL", "test");
  const runner = queue.start();
  await until(
    async () => kit.db.$queryRawUnsafe<unknown[]>(`SELECT id FROM "QueueRunner"`),
    (rows) => rows.length > 0,
  );

  const now = (await kit.clock.now()).getTime();
  const overview = await readOverview(kit.db);
  expect(JSON.stringify(overview)).toContain("COMPLETE");
  const times = await readTimes(kit.db);
  const wrong = times.filter(({ first, last }) => first < now - 3_600_000 || last > now + 3_600_000);
  expect(wrong).toEqual([]);
  expect(times.map(({ column }) => column)).toEqual(
    expect.arrayContaining([
      "QueueGate.pausedAt",
      "QueueProvider.coolDownUntil",
      "QueueProvider.lastRateLimitedAt",
      "QueueRunner.heartbeatAt",
      "QueueRunner.startedAt",
      "QueueStatistic.minute",
      "QueueTask.cancelRequestedAt",
      "QueueTask.createdAt",
      "QueueTask.finishedAt",
      "QueueTask.processedAt",
      "QueueTask.refusedAt",
      "QueueTask.scheduledFor",
      "QueueTask.startedAt",
      "QueueTask.updatedAt",
      "QueueTaskAttempt.finishedAt",
      "QueueTaskAttempt.startedAt",
      "QueueTaskLog.createdAt",
    ]),
  );
  // The times inside of the JSON.
  const rows = await kit.db.$queryRawUnsafe<{ patterns: Record<string, Record<string, unknown>> }[]>(
    `SELECT "errorPatterns" AS patterns FROM "QueueTask" WHERE "errorPatterns" IS NOT NULL`,
  );
  const dates = JSON.stringify(rows).match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g) ?? [];
  expect(dates.length).toBeGreaterThan(2);
  expect(dates.filter((date) => Math.abs(Date.parse(date) - now) > 3_600_000)).toEqual([]);
  await runner.stop();
});

const throwing = (error: Error) => () => {
  throw error;
};
