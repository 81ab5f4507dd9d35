import pg from "pg";
import { describe, expect, test, vi } from "vitest";
import { type PgDatabase, pgDatabase } from "../src/database/pgDatabase.ts";
import { LockTimeoutError } from "../src/index.ts";
import { cancelTask } from "../src/managing/cancelTask.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { startPickyServer } from "./support/startPickyServer.ts";

const queues = setUpTestQueues();

test("the queue's own connections use the schema in the URL", async () => {
  const { db, url } = queues.database;
  await db.$executeRawUnsafe(`CREATE SCHEMA "my queue"`);
  await db.$executeRawUnsafe(`CREATE TABLE "my queue"."QueueTask" (LIKE public."QueueTask" INCLUDING ALL)`);
  const { id } = await queues.open({}).addToQueue("ANY" as string, 1);
  await db.$executeRawUnsafe(`WITH moved AS (DELETE FROM public."QueueTask" RETURNING *)
    INSERT INTO "my queue"."QueueTask" SELECT * FROM moved`);
  const elsewhere = new URL(url);
  elsewhere.searchParams.set("schema", "my queue");
  const queue = queues.open({}, { connectionString: elsewhere.href, notify: false });
  expect(await queue.readFromQueue(id)).toMatchObject({ id, data: 1 });
});

test("a statement whose prepared statement is missing, as behind a pooler, is sent again unprepared, and so are others for five minutes", async () => {
  const own = pgDatabase(queues.database.url, { connections: 1 });
  const countPrepared = () => countPreparedOf(own);
  const echo = { name: "echo", text: "SELECT $1::text AS said", keepsPlan: "always" } as const;
  expect(await own.query(echo, ["a"])).toEqual([{ said: "a" }]);
  expect(await countPrepared()).toBe(1);
  await own.query({ name: "forget", text: "DEALLOCATE ALL" }, []);
  expect(await own.query(echo, ["b"])).toEqual([{ said: "b" }]);
  expect(await own.query(echo, ["c"])).toEqual([{ said: "c" }]);
  expect(await countPrepared()).toBe(0);
  const now = performance.now();
  const later = vi.spyOn(performance, "now").mockImplementation(() => now + 300_000);
  expect(await own.query(echo, ["d"])).toEqual([{ said: "d" }]);
  later.mockRestore();
  expect(await countPrepared()).toBe(1);
  await own.close();
});

test("a statement whose table a migration changed is prepared again on each connection; others stay prepared", async () => {
  const { db, url } = queues.database;
  await db.$executeRawUnsafe(`CREATE TABLE migrated (n int)`);
  await db.$executeRawUnsafe(`INSERT INTO migrated VALUES (1)`);
  const own = pgDatabase(url);
  const read = { name: "read", text: "SELECT * FROM migrated", keepsPlan: "always" } as const;
  const echo = { name: "echo", text: "SELECT $1::text AS said", keepsPlan: "always" } as const;
  const wait = { name: "wait", text: "SELECT pg_sleep(0.05)" };
  await Promise.all([own.query(wait, []), own.query(wait, [])]); // both connections are open
  await Promise.all([own.query(read, []), own.query(read, [])]);
  await own.query(echo, ["a"]);
  for (const column of ["m", "o"]) {
    await db.$executeRawUnsafe(`ALTER TABLE migrated ADD COLUMN ${column} int`);
    const answers = await Promise.all(Array.from({ length: 6 }, () => own.query(read, [])));
    expect(answers.every(([row]) => Object.keys(row as object).includes(column))).toBe(true);
  }
  await own.close();
  const single = pgDatabase(url, { connections: 1 });
  await single.query(read, []);
  await db.$executeRawUnsafe(`ALTER TABLE migrated ADD COLUMN p int`);
  await single.query(read, []);
  await single.query(echo, ["b"]);
  const names = { name: "names", text: "SELECT name FROM pg_prepared_statements ORDER BY name" };
  const prepared = (await single.query<{ name: string }>(names, [])).map(({ name }) => name.split("_")[1]);
  expect(new Set(prepared)).toEqual(new Set(["read", "echo"]));
  await single.close();
  await db.$executeRawUnsafe(`DROP TABLE migrated`);
});

async function countPreparedOf(own: PgDatabase): Promise<number | undefined> {
  const statement = { name: "count", text: "SELECT count(*)::int AS count FROM pg_prepared_statements" };
  return (await own.query<{ count: number }>(statement, []))[0]?.count;
}

test("all statements in flight are sent again when prepared statements are missing", async () => {
  const own = pgDatabase(queues.database.url);
  const echo = { name: "echo", text: "SELECT $1::text AS said", keepsPlan: "always" } as const;
  const forget = { name: "forget", text: "DEALLOCATE ALL" };
  const wait = { name: "wait", text: "SELECT pg_sleep(0.05)" };
  await Promise.all([own.query(wait, []), own.query(wait, [])]); // both connections are open
  await Promise.all([own.query(echo, ["a"]), own.query(echo, ["b"])]);
  await Promise.all([own.query(forget, []), own.query(forget, [])]);
  const said = await Promise.all(["c", "d", "e", "f"].map((text) => own.query(echo, [text])));
  expect(said.flat()).toEqual([{ said: "c" }, { said: "d" }, { said: "e" }, { said: "f" }]);
  await own.close();
});

test("statements that wait for a connection while startup options are refused get a connection without them", async () => {
  const server = await startPickyServer(queues.database.url, "refuse");
  const own = pgDatabase(server.url);
  const echo = { name: "echo", text: "SELECT $1::text AS said" };
  const said = await Promise.all(["a", "b", "c", "d", "e", "f"].map((text) => own.query(echo, [text])));
  expect(said.flat().map((row) => (row as { said: string }).said)).toEqual(["a", "b", "c", "d", "e", "f"]);
  await own.close();
  await server.close();
});

test("an error that is not about startup options is thrown, and plans are still kept", async () => {
  const url = new URL(queues.database.url);
  url.pathname = "/not_there_yet";
  const own = pgDatabase(url.href);
  const read = { name: "read", text: "SELECT current_setting('enable_seqscan') AS scans" };
  await expect(own.query(read, [])).rejects.toMatchObject({ sqlState: "3D000" });
  await queues.database.db.$executeRawUnsafe("CREATE DATABASE not_there_yet");
  expect(await own.query(read, [])).toEqual([{ scans: "off" }]);
  await own.close();
  await queues.database.db.$executeRawUnsafe("DROP DATABASE not_there_yet");
});

describe("plans that depend on the size of the table", () => {
  const look = { name: "look", text: 'SELECT id FROM "QueueTask" LIMIT 100', keepsPlan: "muchToDo" } as const;
  const listPrepared = {
    name: "prepared",
    text: "SELECT name FROM pg_prepared_statements WHERE name LIKE 'queue_look%'",
  };

  /** Runs a query twice on one connection, the first with enough rows to count as load. Returns how many plans are kept. */
  const countKept = async (url: string) => {
    const own = pgDatabase(url, { connections: 1 });
    const rows = [...(await own.query(look, [])), ...(await own.query(look, []))];
    await own.query(listPrepared, []); // runs after the connection's check
    await own.query(look, []);
    const kept = (await own.query(listPrepared, [])).length;
    await own.close();
    return { kept, rows: rows.length };
  };
  const fill = (count: number) =>
    queues.database.db.$executeRaw`INSERT INTO "QueueTask" (id, type, data, "updatedAt", "failedProviders")
      SELECT 'c' || n, 'ANY', to_jsonb(repeat('x', 500)), now(), '{}' FROM generate_series(1, ${count}) n`;

  test("are kept under load in a large table", async () => {
    await fill(20_000);
    expect(await countKept(queues.database.url)).toEqual({ kept: 1, rows: 200 });
  });

  test("are also kept for many statements with few rows, and not for few statements", async () => {
    await fill(20_000);
    const keptAfter = async (statements: number) => {
      const own = pgDatabase(queues.database.url, { connections: 1 });
      const glance = { ...look, text: 'SELECT id FROM "QueueTask" LIMIT 1' };
      for (let n = 0; n < statements; n++) await own.query(glance, []);
      await own.query(listPrepared, []); // runs after the connection's check
      await own.query(glance, []);
      const kept = (await own.query(listPrepared, [])).length;
      await own.close();
      return kept;
    };
    expect(await keptAfter(60)).toBe(1);
    expect(await keptAfter(10)).toBe(0);
  });

  test("are not kept in a small table", async () => {
    await queues.database.db.$executeRaw`TRUNCATE "QueueTask" CASCADE`;
    await fill(1_000);
    expect(await countKept(queues.database.url)).toEqual({ kept: 0, rows: 200 });
  });

  test.each(["refuse", "drop"] as const)(
    "are not kept if a pooler does not pass on startup options (%s)",
    async (does) => {
      await fill(20_000);
      const server = await startPickyServer(queues.database.url, does);
      expect(await countKept(server.url)).toEqual({ kept: 0, rows: 200 });
      await server.close();
    },
  );

  test("do not replace the startup options of the URL", async () => {
    const url = new URL(queues.database.url);
    url.searchParams.set("options", "-c work_mem=7MB");
    const own = pgDatabase(url.href);
    const read = "SELECT current_setting('work_mem') AS memory, current_setting('enable_seqscan') AS scans";
    expect(await own.query({ name: "read", text: read }, [])).toEqual([{ memory: "7MB", scans: "off" }]);
    await own.close();
  });
});

test("a lock timeout does not close the connection", async () => {
  const own = pgDatabase(queues.database.url, { connections: 1 });
  const readPid = async () =>
    (await own.query<{ pid: number }>({ name: "pid", text: "SELECT pg_backend_pid() AS pid" }, []))[0]?.pid;
  const pid = await readPid();
  const { id } = await queues.open({}).addToQueue("ANY" as string, {});
  await queues.database.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM "QueueTask" WHERE id = ${id} FOR UPDATE`;
    await expect(cancelTask(own, id)).rejects.toBeInstanceOf(LockTimeoutError);
  });
  expect(await readPid()).toBe(pid);
  await own.close();
});

test("the driver keeps no references to parameters and results", async () => {
  const own = pgDatabase(queues.database.url, { connections: 1 });
  const asked: pg.QueryConfig[] = [];
  const answers: pg.QueryResult[] = [];
  const { query } = pg.Client.prototype as unknown as { query: PromisingQuery };
  const spy = vi.spyOn(pg.Client.prototype as unknown as { query: PromisingQuery }, "query");
  spy.mockImplementation(async function (this: pg.Client, config) {
    asked.push(config);
    const answer = await query.call(this, config);
    answers.push(answer);
    return answer;
  });
  const statement = { name: "rows", text: "SELECT n FROM generate_series(1, $1::int) AS n" } as const;
  expect(await own.query(statement, [2])).toEqual([{ n: 1 }, { n: 2 }]);
  expect(await own.query({ ...statement, toRow: ([n]) => ({ said: n }) }, [1])).toEqual([{ said: 1 }]);
  spy.mockRestore();
  expect(asked.map(({ values }) => values)).toEqual([[], []]);
  expect(answers.map(({ rows }) => rows)).toEqual([[], []]);
  await own.close();
});

type PromisingQuery = (this: pg.Client, config: pg.QueryConfig) => Promise<pg.QueryResult>;
