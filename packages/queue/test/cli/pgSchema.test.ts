import { readFile } from "node:fs/promises";
import type { PrismaClient } from "@package/db";
import { scriptModels } from "@package/db/schema";
import { createUserClient, type TestDatabase, type UserClientOptions } from "@package/db/testing";
import { expect, onTestFinished, test } from "vitest";
import { addSchemaAttribute } from "../../src/cli/init/mergeModels.ts";
import { type Logger, QueueService } from "../../src/index.ts";
import { createEmptyDatabase, createProject, shop } from "./createProject.ts";

/** A schema with two PostgreSQL schemas. */
const multi = shop
  .replace('provider = "postgresql"', 'provider = "postgresql"\n  schemas  = ["public"]')
  .replace("email String\n", 'email String\n\n  @@schema("public")\n');

/** Creates a project and a database with the queue's tables in a PostgreSQL schema of their own. */
async function createJobs(pgSchema = "jobs") {
  const project = await createProject({ "prisma/schema.prisma": multi });
  const { output } = await project.run("init", "--pg-schema", pgSchema);
  const database = await createEmptyDatabase();
  await database.db.$executeRawUnsafe('CREATE TABLE "Order" (id serial PRIMARY KEY, email text NOT NULL)');
  const drift = await project.migrate(database.url);
  return { project, output, database, drift };
}

const withSchema = (url: string, schema: string): string => {
  const changed = new URL(url);
  changed.searchParams.set("schema", schema);
  return changed.href;
};

function openClient(url: string, options?: UserClientOptions): PrismaClient {
  const client = createUserClient(url, options);
  onTestFinished(() => client.$disconnect());
  return client;
}

const silent: Logger = { info: () => {}, warn: () => {}, error: () => {} };

/** Adds a task, and one in a transaction of the client, and runs both. */
async function runTasks(client: PrismaClient, connectionString?: string): Promise<unknown[]> {
  const workers = { ANY: { run: () => "done" } };
  const queue = new QueueService(client, {
    workers,
    pollMs: 50,
    logger: silent,
    ...(connectionString && { connectionString }),
  });
  onTestFinished(() => queue.close());
  queue.start();
  const tasks = [
    await queue.addToQueue("ANY", null),
    await client.$transaction((tx) => queue.addToQueue("ANY", null, { tx })),
  ];
  return Promise.all(tasks.map(async ({ id }) => (await queue.waitForTask(id)).result));
}

const setPath = (database: TestDatabase) =>
  database.db.$executeRawUnsafe(
    `ALTER DATABASE "${new URL(database.url).pathname.slice(1)}" SET search_path = public, jobs`,
  );

test("@@schema: the migration creates the tables there, and Prisma finds no difference", async () => {
  const { project, drift } = await createJobs();
  expect(drift).toBeUndefined();
  const schema = await project.read("prisma/schema.prisma");
  expect(schema).toContain('schemas  = ["public", "jobs"]');
  expect(schema.match(/@@schema\("jobs"\)/g)).toHaveLength(12);
});

test("@@schema with a search_path of the database: with and without connectionString", async () => {
  const { project, database } = await createJobs();
  await setPath(database);
  expect(await runTasks(openClient(database.url))).toEqual(["done", "done"]);
  expect(await runTasks(openClient(database.url), database.url)).toEqual(["done", "done"]);
  expect(await project.run("doctor", "--url", database.url)).toMatchObject({ code: 0 });
});

test("@@schema with startup options of the adapter, and ?schema= in connectionString", async () => {
  const { project, database } = await createJobs();
  const client = openClient(database.url, { options: "-c search_path=public,jobs" });
  expect(await runTasks(client)).toEqual(["done", "done"]);
  expect(await runTasks(client, withSchema(database.url, "jobs"))).toEqual(["done", "done"]);
  expect(await project.run("doctor", "--url", withSchema(database.url, "jobs"))).toMatchObject({ code: 0 });
});

test("@@schema without a search_path is refused, with what to do", async () => {
  const { database } = await createJobs();
  const advice = 'run ALTER ROLE CURRENT_USER SET search_path = public, "jobs";';
  await expect(runTasks(openClient(database.url))).rejects.toThrow(advice);
  await expect(runTasks(openClient(database.url))).rejects.toMatchObject({ code: "SCHEMA_MISMATCH" });
});

test("the adapter's option schema alone is refused, with what to do; with startup options it works", async () => {
  const { database } = await createJobs();
  await expect(runTasks(openClient(database.url, { schema: "jobs" }))).rejects.toThrow(
    `PrismaPg's own option "schema" does not apply to the queue's SQL`,
  );
  const client = openClient(database.url, { schema: "jobs", options: "-c search_path=jobs" });
  expect(await runTasks(client)).toEqual(["done", "done"]);
  expect(await client.queueTask.count()).toBe(2);
});

test("?schema= in the adapter's URL is not read by the adapter, and refused with what to do", async () => {
  const { database } = await createJobs();
  const client = openClient(withSchema(database.url, "jobs"));
  await expect(runTasks(client)).rejects.toThrow(String.raw`pass options: "-c search_path=\"jobs\"" to PrismaPg`);
});

test("with ?schema= in connectionString only, adds in transactions of the client are refused, with what to do", async () => {
  const { database } = await createJobs();
  const failure = runTasks(openClient(database.url), withSchema(database.url, "jobs"));
  await expect(failure).rejects.toThrow(String.raw`pass options: "-c search_path=\"<schema>\"" to PrismaPg`);
});

test("one PostgreSQL schema for all models, named by ?schema= in the URL of migrations", async () => {
  const project = await createProject({ "prisma/schema.prisma": shop.replace(/\nmodel Order[^}]*\}\n/, "") });
  await project.run("init");
  const { url } = await createEmptyDatabase();
  await project.migrate(withSchema(url, "tenant"));
  const client = openClient(url, { options: "-c search_path=tenant" });
  expect(await runTasks(client, withSchema(url, "tenant"))).toEqual(["done", "done"]);
});

test("tables that are mapped to other names are refused, with what to do", async () => {
  const { db, url } = await createEmptyDatabase();
  await db.$executeRawUnsafe("CREATE TABLE queue_task (id text)");
  await expect(runTasks(openClient(url))).rejects.toThrow("remove @@map from them");
});

test("an upgrade keeps @@schema, and its steps change the tables there", async () => {
  const models = await readFile(new URL("versions/2.prisma", import.meta.url), "utf8");
  const sql = await readFile(new URL("versions/2.sql", import.meta.url), "utf8");
  // In version 2, users wrote @@schema and the conditions of the indexes themselves.
  const placed = addSchemaAttribute(models, "jobs").replaceAll('::\\"QueueStatus\\"', '::jobs.\\"QueueStatus\\"');
  const schema = multi
    .replace('["public"]', '["public", "jobs"]')
    .replace("\n}", '\n  previewFeatures = ["partialIndexes"]\n}');
  const created = `SET search_path = jobs;\n${await scriptModels(models)}\n${sql}\nRESET search_path;`;
  const project = await createProject({
    "prisma/schema.prisma": `${schema}\n${placed}`,
    "prisma/migrations/20260101000000_init/migration.sql": `CREATE SCHEMA jobs;\n${created}`,
  });
  const { db, url } = await createEmptyDatabase();
  await db.$executeRawUnsafe('CREATE TABLE "Order" (id serial PRIMARY KEY, email text NOT NULL)');
  await project.migrate(url);
  await project.run("init", "--upgrade", "--url", withSchema(url, "jobs"));
  expect(await project.migrate(url)).toBeUndefined();
  expect((await project.read("prisma/schema.prisma")).match(/@@schema\("jobs"\)/g)).toHaveLength(12);
  expect(await project.run("doctor", "--url", withSchema(url, "jobs"))).toMatchObject({ code: 0 });
});

test.each([
  ["--pg-schema without schemas in the datasource", shop, ["--pg-schema", "jobs"], "your datasource lists no schemas"],
  [
    "several schemas without --pg-schema",
    multi.replace('["public"]', '["a", "b"]'),
    [],
    "Say where the queue's tables belong with --pg-schema",
  ],
])("%s is refused", async (_, schema, args, message) => {
  const project = await createProject({ "prisma/schema.prisma": schema });
  await expect(project.run("init", ...args)).rejects.toThrow(message);
});

test("a PostgreSQL schema whose name must be quoted: what the command and the error advise works", async () => {
  const { output, database, drift } = await createJobs("My Jobs");
  expect(drift).toBeUndefined();
  const { url } = database;
  const statement = /SET search_path = [^;]+;/.exec(output)?.[0] ?? "";
  const error = await runTasks(openClient(url)).catch((thrown: Error) => thrown.message);
  const options = JSON.parse(/options: (".*") to PrismaPg/.exec(String(error))?.[1] ?? "");
  expect(await runTasks(openClient(url, { options }), `${url}?schema=My%20Jobs`)).toEqual(["done", "done"]);
  expect(error).toContain('"?schema=My%20Jobs" in connectionString');
  await database.db.$executeRawUnsafe(`ALTER DATABASE "${new URL(url).pathname.slice(1)}" ${statement}`);
  expect(await runTasks(openClient(url), url)).toEqual(["done", "done"]);
});
