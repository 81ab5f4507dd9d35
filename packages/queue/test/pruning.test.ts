import { createTestDatabase } from "@package/db/testing";
import { afterEach, expect, test, vi } from "vitest";
import { type Database, prismaDatabase } from "../src/database/database.ts";
import { pgDatabase } from "../src/database/pgDatabase.ts";
import { defineWorker, UnrecoverableError } from "../src/index.ts";
import { TaskPruner } from "../src/maintenance/TaskPruner.ts";
import { runChore } from "./support/runChore.ts";
import { setUpTestClock } from "./support/setUpTestClock.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();
const clock = setUpTestClock(queues);
const day = 86_400_000;

interface Old {
  count?: number;
  status?: "COMPLETED" | "MAX_RETRIES_REACHED" | "CANCELLED";
  endedDaysAgo?: number;
  /** An SQL expression of `n`. */
  id?: string;
}

/** Adds tasks that finished long ago. */
async function addEnded(
  { count = 1, status = "COMPLETED", endedDaysAgo = 40, id = "'c0' || n" }: Old = {},
  { db } = queues.database,
): Promise<void> {
  await db.$executeRawUnsafe(`INSERT INTO "QueueTask" (id, type, data, status, "createdAt", "updatedAt", "failedProviders", "finishedAt")
    SELECT ${id}, 'T', '{}', '${status}', now() - interval '60 days', now(), '{}', now() - ${endedDaysAgo} * interval '1 day'
    FROM generate_series(1, ${count}) n`);
}

const execute = (sql: string) => queues.database.db.$executeRawUnsafe(sql);
const countTasks = () => queues.database.db.queueTask.count();
const listIds = async () =>
  (await queues.database.db.queueTask.findMany({ orderBy: { id: "asc" } })).map(({ id }) => id);

afterEach(async () => {
  vi.restoreAllMocks();
  await execute(`DROP TABLE IF EXISTS "Invoice"`);
  await execute(`DROP TRIGGER IF EXISTS keep ON "QueueTask"`);
});

test("finished tasks are deleted after their retention, with their attempts and logs; younger ones are kept", async () => {
  const queue = queues.open({
    COMPLETE: defineWorker({ run: (_, { log }) => log("info", "x") }),
    FAIL: defineWorker({
      run: () => {
        throw new UnrecoverableError("no");
      },
    }),
  });
  const ends = async (type: "COMPLETE" | "FAIL") => {
    const { id } = await queue.addToQueue(type, {});
    await queue.processJob(id).catch(() => {});
    return id;
  };
  const prune = () => runChore(new TaskPruner(), queues.database);
  const ids = [await ends("COMPLETE"), await ends("FAIL"), (await queue.addToQueue("FAIL", {})).id];
  await queue.cancelTask(ids[2] as string);
  await clock.advanceMs(2 * day);
  const younger = [await ends("COMPLETE"), await ends("FAIL")];
  await clock.advanceMs(6 * day);
  expect(await prune()).toEqual([]);
  expect(await listIds()).toEqual([...ids.slice(1), ...younger].sort());
  expect(await queues.database.db.queueTaskLog.count()).toBe(1);
  await clock.advanceMs(23 * day);
  await prune();
  expect(await listIds()).toEqual([younger[1]]);
});

test("a waiting or running task is never deleted, however old it is", async () => {
  const queue = queues.open({ WAIT: defineWorker({ run: async () => {} }) });
  await queue.addToQueue("WAIT", {});
  await clock.advanceMs(3_650 * day);
  await runChore(new TaskPruner(), queues.database, { retention: { completedMs: 1, failedMs: 1 } });
  expect(await countTasks()).toBe(1);
});

test("a retention of 0 keeps tasks forever, and other tasks are deleted", async () => {
  await addEnded({ id: "'completed'" });
  await addEnded({ id: "'failed'", status: "MAX_RETRIES_REACHED", endedDaysAgo: 4_000 });
  await runChore(new TaskPruner(), queues.database, { retention: { failedMs: 0 } });
  expect(await listIds()).toEqual(["failed"]);
  await addEnded({ id: "'completed'", endedDaysAgo: 4_000 });
  await runChore(new TaskPruner(), queues.database, { retention: { completedMs: 0 } });
  expect(await listIds()).toEqual(["completed"]);
  await runChore(new TaskPruner(), queues.database, { retention: { completedMs: 0, failedMs: 0 } });
  expect(await listIds()).toEqual(["completed"]);
});

test("with the longest possible retention, other tasks are deleted", async () => {
  await addEnded({ id: "'completed'" });
  await addEnded({ id: "'failed'", status: "CANCELLED" });
  await runChore(new TaskPruner(), queues.database, { retention: { failedMs: Number.MAX_SAFE_INTEGER } });
  expect(await listIds()).toEqual(["failed"]);
});

test("a task with an infinite finish time does not stop the run", async () => {
  await addEnded({ id: "'a'" });
  await addEnded({ id: "'b'" });
  await addEnded({ id: "'c'" });
  await execute(`UPDATE "QueueTask" SET "finishedAt" = 'infinity' WHERE id = 'a'`);
  await execute(`UPDATE "QueueTask" SET "finishedAt" = '-infinity' WHERE id = 'b'`);
  await runChore(new TaskPruner(), queues.database);
  expect(await listIds()).toEqual(["a"]);
});

test.each([
  ["UUIDs", "gen_random_uuid()::text"],
  ["ids behind those of the queue", "'task-' || n"],
  ["ids with quotes, commas and spaces", `'a "b", {' || n || '}\\'`],
])("old tasks are deleted whatever their ids are: %s", async (_what, id) => {
  await addEnded({ count: 1_600, id });
  await runChore(new TaskPruner(), queues.database);
  expect(await countTasks()).toBe(0);
});

test("old tasks are deleted in a database with another collation", async () => {
  const database = await createTestDatabase();
  await database.db.$executeRawUnsafe(`ALTER TABLE "QueueTask" ALTER COLUMN id TYPE text COLLATE "da-x-icu"`);
  const kinds = ["'caa' || n", "'cAA' || n", "'c0' || n", "gen_random_uuid()::text", "'Å' || n"];
  for (const id of kinds) await addEnded({ count: 50, id }, database);
  await runChore(new TaskPruner(), database);
  expect(await database.db.queueTask.count()).toBe(0);
  await database.drop();
});

test.each(["ON DELETE RESTRICT", "ON DELETE NO ACTION", "DEFERRABLE INITIALLY DEFERRED"])(
  "a task that a row of the user's holds back (%s) stays, and all others go",
  async (rule) => {
    await execute(`CREATE TABLE "Invoice" ("taskId" text REFERENCES "QueueTask" (id) ${rule})`);
    await addEnded({ count: 500 });
    await execute(`INSERT INTO "Invoice" VALUES ('c07'), ('c0300')`);
    const reported = await runChore(new TaskPruner(), queues.database);
    expect(await listIds()).toEqual(["c0300", "c07"]);
    expect(reported).toHaveLength(1);
    expect(reported[0]?.message).toMatch(
      /Rows of "Invoice" reference them.*"Invoice_taskId_fkey".*onDelete: SetNull or Cascade/,
    );
  },
);

test("a task that a trigger protects is kept, and all others are deleted", async () => {
  await execute(`CREATE OR REPLACE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF OLD.id = 'c07' THEN RAISE EXCEPTION 'not %', OLD.id; END IF; RETURN OLD; END $$`);
  await execute(`CREATE TRIGGER keep BEFORE DELETE ON "QueueTask" FOR EACH ROW EXECUTE FUNCTION keep()`);
  await addEnded({ count: 50 });
  const reported = await runChore(new TaskPruner(), queues.database);
  expect(await listIds()).toEqual(["c07"]);
  expect(reported[0]?.message).toContain("not c07");
});

test("protected tasks are not tried in every run, and are reported once", async () => {
  await execute(`CREATE TABLE "Invoice" ("taskId" text REFERENCES "QueueTask" (id) ON DELETE RESTRICT)`);
  await addEnded({ count: 100 });
  await execute(`INSERT INTO "Invoice" SELECT id FROM "QueueTask" WHERE id <> 'c01'`);
  const pruner = new TaskPruner();
  expect(await runChore(pruner, queues.database)).toHaveLength(1);
  expect(await countTasks()).toBe(99);
  const counting = countStatements(prismaDatabase(queues.database.db));
  expect(await runChore(pruner, queues.database, { database: counting })).toEqual([]);
  expect(counting.count("pruneTasks")).toBe(0);
  await execute(`DROP TABLE "Invoice"`);
  await runChore(new TaskPruner(), queues.database);
  expect(await countTasks()).toBe(0);
});

test("thousands of protected tasks do not prevent the deletion of others", async () => {
  await execute(`CREATE TABLE "Invoice" ("taskId" text PRIMARY KEY REFERENCES "QueueTask" (id) ON DELETE RESTRICT)`);
  await addEnded({ count: 6_000 });
  await execute(`INSERT INTO "Invoice" SELECT id FROM "QueueTask"`);
  await addEnded({ count: 500, id: "'d' || n" });
  await runChore(new TaskPruner(), queues.database);
  expect(await countTasks()).toBe(6_000);
});

test("a run ends after a hundred failed deletions, and the next run continues", async () => {
  await addEnded({ count: 300 });
  const inner = prismaDatabase(queues.database.db);
  let failed = 0;
  const database: Database = {
    async query(statement, parameters) {
      if (statement.name !== "pruneTasks") return inner.query(statement, parameters);
      const ids = String(parameters[2]).replace(/[{}]/g, "").split(",");
      if (ids.length === 1) failed++;
      throw Object.assign(new Error("no"), { code: "P0001" });
    },
  };
  const pruner = new TaskPruner();
  await runChore(pruner, queues.database, { database });
  expect(failed).toBe(100);
  await runChore(pruner, queues.database, { database });
  expect(failed).toBe(200);
});

test("a task that a transaction references or has locked is skipped, and all others are deleted", async () => {
  await execute(`CREATE TABLE "Invoice" ("taskId" text REFERENCES "QueueTask" (id) ON DELETE CASCADE)`);
  await addEnded({ count: 9 });
  const own = pgDatabase(queues.database.url, { connections: 1 });
  const say = (text: string) => own.query({ name: "say", text }, []);
  await say("BEGIN");
  await say(`INSERT INTO "Invoice" VALUES ('c07')`);
  await say(`SELECT FROM "QueueTask" WHERE id = 'c08' FOR UPDATE`);
  expect(await runChore(new TaskPruner(), queues.database)).toEqual([]);
  expect(await listIds()).toEqual(["c07", "c08"]);
  await say("COMMIT");
  await own.close();
  await runChore(new TaskPruner(), queues.database);
  expect(await countTasks()).toBe(0);
});

test("a task that is retried after it was listed is kept", async () => {
  await addEnded({ count: 2, status: "MAX_RETRIES_REACHED" });
  const inner = prismaDatabase(queues.database.db);
  const database: Database = {
    async query(statement, parameters) {
      if (statement.name === "pruneTasks")
        await execute(`UPDATE "QueueTask" SET status = 'PENDING', "finishedAt" = NULL WHERE id = 'c01'`);
      return inner.query(statement, parameters);
    },
  };
  await runChore(new TaskPruner(), queues.database, { database });
  expect(await listIds()).toEqual(["c01"]);
});

test("tasks with many logs are deleted in small batches", async () => {
  await addEnded({ count: 12 });
  await execute(`INSERT INTO "QueueTaskLog" ("taskId", attempt, level, message)
    SELECT t.id, 1, 'info', 'x' FROM "QueueTask" t, generate_series(1, 3000) n`);
  const database = countStatements(prismaDatabase(queues.database.db));
  await runChore(new TaskPruner(), queues.database, { database });
  expect(await countTasks()).toBe(0);
  expect(await queues.database.db.queueTaskLog.count()).toBe(0);
  expect(database.count("pruneTasks")).toBe(4);
});

test("after a batch that takes too long, the next batch is smaller", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0); // the scan begins at the first page
  await addEnded({ count: 2_000 });
  const inner = prismaDatabase(queues.database.db);
  const sizes: number[] = [];
  const database: Database = {
    async query(statement, parameters) {
      if (statement.name !== "pruneTasks") return inner.query(statement, parameters);
      const size = String(parameters[2]).split(",").length;
      sizes.push(size);
      if (size > 300) throw new Error("query read timeout");
      return inner.query(statement, parameters);
    },
  };
  const pruner = new TaskPruner();
  for (let runs = 0; runs < 10 && (await countTasks()) > 0; runs++)
    await runChore(pruner, queues.database, { database }).catch(() => {});
  expect(sizes[0]).toBe(1_000);
  expect(await countTasks()).toBe(0);
});

test("a page that cannot be read does not prevent the deletion of tasks in other pages", async () => {
  await addEnded({ count: 20_000 });
  const inner = prismaDatabase(queues.database.db);
  const pageOf = (tid: unknown) => Number.parseInt(String(tid).slice(1), 10);
  const [{ tid } = { tid: "" }] = await queues.database.db.$queryRaw<{ tid: string }[]>`
    SELECT ctid::text AS tid FROM "QueueTask" WHERE id = 'c010000'`;
  const broken = pageOf(tid);
  const database: Database = {
    query: async (statement, parameters) => {
      const [from, to] = [pageOf(parameters[2]), pageOf(parameters[3])];
      if (statement.name !== "listPrunableTasks" || broken < from || broken >= to)
        return inner.query(statement, parameters);
      throw Object.assign(new Error(`invalid page in block ${broken}`), { code: "XX001" });
    },
  };
  const pruner = new TaskPruner();
  for (let runs = 0; runs < 5; runs++) await runChore(pruner, queues.database, { database }).catch(() => {});
  const left = await queues.database.db.$queryRaw<{ page: number }[]>`
    SELECT DISTINCT split_part(btrim(ctid::text, '()'), ',', 1)::int AS page FROM "QueueTask" ORDER BY 1`;
  expect(left.length).toBeGreaterThan(0);
  expect(left.every(({ page }) => Math.abs(page - broken) < 128)).toBe(true);
});

test("with millions of kept tasks, a run reads 2,048 pages, and later runs read the others", async () => {
  const pages = 50_000;
  const seen = new Set<number>();
  let looked = 0;
  const database: Database = {
    async query<TRow>(statement: { name: string }, parameters: readonly unknown[]) {
      if (statement.name === "countTaskPages") return [{ pages }] as TRow[];
      const [from = 0, to = 0] = parameters.slice(2).map((tid) => Number.parseInt(String(tid).slice(1), 10));
      for (let page = from; page < to; page++) seen.add(page);
      looked += to - from;
      return [];
    },
  };
  const pruner = new TaskPruner();
  await runChore(pruner, queues.database, { database });
  expect(looked).toBeLessThanOrEqual(2_048);
  for (let runs = 1; runs < 26; runs++) await runChore(pruner, queues.database, { database });
  expect(seen.size).toBe(pages);
});

test("a task with a huge number of attempts is deleted like any other", async () => {
  await addEnded({ count: 2 });
  await execute(`UPDATE "QueueTask" SET attempts = 2147483647, "maxAttempts" = 2147483647 WHERE id = 'c01'`);
  await runChore(new TaskPruner(), queues.database);
  expect(await countTasks()).toBe(0);
});

test("two processes that prune at the same time delete all old tasks", async () => {
  await addEnded({ count: 5_000 });
  const prune = () => runChore(new TaskPruner(), queues.database, { retention: { completedMs: day } });
  expect((await Promise.all([prune(), prune(), prune()])).flat()).toEqual([]);
  await prune();
  expect(await countTasks()).toBe(0);
});

function countStatements(inner: Database): Database & { count(name: string): number } {
  const names: string[] = [];
  return {
    count: (name) => names.filter((each) => each === name).length,
    query: (statement, parameters) => {
      names.push(statement.name);
      return inner.query(statement, parameters);
    },
  };
}
