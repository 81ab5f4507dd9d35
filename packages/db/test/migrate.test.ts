import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { migrate } from "../src/index.ts";
import { prismaDir } from "../src/prismaDir.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing/index.ts";

let database: TestDatabase;
let migrationsDir: string;

beforeEach(async () => {
  const { url } = inject("postgres");
  database = await createTestDatabase({ url, template: "template0" });
  migrationsDir = await mkdtemp(join(tmpdir(), "migrations-"));
});
afterEach(async () => {
  await database.drop();
  await rm(migrationsDir, { recursive: true });
});

async function writeMigration(name: string, sql: string): Promise<void> {
  await mkdir(join(migrationsDir, name), { recursive: true });
  await writeFile(join(migrationsDir, name, "migration.sql"), sql);
}

const tableExists = async (name: string): Promise<boolean> => {
  const [row] = await database.db.$queryRaw<{ found: boolean }[]>`SELECT to_regclass(${name}) IS NOT NULL AS found`;
  return row?.found === true;
};

test("all migrations of the workspace are applied, in the order of their names", async () => {
  const entries = await readdir(join(prismaDir, "migrations"), { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  expect(await migrate(database.url)).toEqual(names.sort());
  expect(await database.db.queueTask.count()).toBe(0);
});

test("a second run applies nothing", async () => {
  await migrate(database.url);
  expect(await migrate(database.url)).toEqual([]);
});

test("only one of several runs at once applies a migration", async () => {
  await writeMigration("1_things", "CREATE TABLE things (id int); INSERT INTO things VALUES (1)");
  const runs = await Promise.all([1, 2, 3, 4].map(() => migrate(database.url, { migrationsDir })));
  expect(runs.filter((applied) => applied.length > 0)).toEqual([["1_things"]]);
  const rows = await database.db.$queryRaw<unknown[]>`SELECT id FROM things`;
  expect(rows).toHaveLength(1);
});

test("a migration added later is applied alone", async () => {
  await writeMigration("1_first", "CREATE TABLE first ()");
  await migrate(database.url, { migrationsDir });
  await writeMigration("2_second", "CREATE TABLE second ()");
  expect(await migrate(database.url, { migrationsDir })).toEqual(["2_second"]);
});

test("a migration that was edited after it was applied is refused by name", async () => {
  await writeMigration("1_things", "CREATE TABLE things ()");
  await migrate(database.url, { migrationsDir });
  await writeMigration("1_things", "CREATE TABLE things (id int)");
  await writeMigration("2_more", "CREATE TABLE more ()");
  await expect(migrate(database.url, { migrationsDir })).rejects.toThrow(/1_things was edited/);
  expect(await tableExists("more")).toBe(false);
});

test("a migration that fails changes nothing, stops the ones after it, and is refused until it is resolved", async () => {
  await writeMigration("1_half", "CREATE TABLE half (); SELECT 1 / 0");
  await writeMigration("2_more", "CREATE TABLE more ()");
  await expect(migrate(database.url, { migrationsDir })).rejects.toThrow("Migration 1_half failed: division by zero");
  expect([await tableExists("half"), await tableExists("more")]).toEqual([false, false]);
  await expect(migrate(database.url, { migrationsDir })).rejects.toThrow(/1_half failed earlier.*migrate resolve/);

  await database.db.$executeRaw`UPDATE _prisma_migrations SET rolled_back_at = now()`;
  await writeMigration("1_half", "CREATE TABLE half ()");
  expect(await migrate(database.url, { migrationsDir })).toEqual(["1_half", "2_more"]);
});

test("a function's body may contain semicolons", async () => {
  await writeMigration("1_f", "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 7; END; $$;");
  await migrate(database.url, { migrationsDir });
  expect(await database.db.$queryRaw`SELECT f() AS n`).toEqual([{ n: 7 }]);
});

test("the parameter schema of the URL says where the tables go", async () => {
  const url = `${database.url}?schema=my jobs`;
  await cp(join(prismaDir, "migrations"), migrationsDir, { recursive: true });
  await migrate(url, { migrationsDir });
  expect(await tableExists('"my jobs"."QueueTask"')).toBe(true);
  expect(await tableExists('public."QueueTask"')).toBe(false);
});

test("a database that cannot be reached is named, without its password", async () => {
  const attempt = migrate("postgresql://me:secret@127.0.0.1:1/shop");
  await expect(attempt).rejects.toThrow("Cannot connect to the database shop at 127.0.0.1:1: connect ECONNREFUSED");
  await expect(attempt).rejects.not.toThrow(/secret/);
});

test("a folder of migrations that does not exist is named", async () => {
  await expect(migrate(database.url, { migrationsDir: "/nowhere" })).rejects.toThrow(
    /folder of migrations at \/nowhere/,
  );
});
