import { expect, test } from "vitest";
import { createEmptyDatabase, createProject, shop } from "./createProject.ts";

const single = { "prisma/schema.prisma": shop };

test("in a folder of schema files, the models are a file of their own", async () => {
  const project = await createProject({ "prisma/schema/shop.prisma": shop, "prisma/schema/more/other.prisma": "" });
  const { output } = await project.run("init");
  expect(output).toContain("Wrote prisma/schema/queue.prisma: the queue's models");
  expect(await project.read("prisma/schema/queue.prisma")).toContain("model QueueTask {");
  expect(await project.read("prisma/schema/shop.prisma")).toBe(
    shop.replace("\n}", '\n  previewFeatures = ["partialIndexes"]\n}'),
  );
});

test("in a single file, the models follow what is there", async () => {
  const project = await createProject(single);
  await project.run("init");
  const schema = await project.read("prisma/schema.prisma");
  expect(schema).toContain("model Order {");
  expect(schema.indexOf("model Order")).toBeLessThan(schema.indexOf("enum QueueStatus"));
});

test("the migration creates the tables, and Prisma finds no difference to the schema", async () => {
  const project = await createProject({ "prisma/schema.prisma": shop.replace(/\nmodel Order[^}]*\}\n/, "") });
  const { url } = await createEmptyDatabase();
  await project.run("init");
  expect(await project.migrate(url)).toBeUndefined();
  expect(await project.run("doctor", "--url", url)).toMatchObject({ code: 0 });
});

test("a second run changes nothing", async () => {
  const project = await createProject(single);
  await project.run("init");
  const files = await project.readAll();
  const { output } = await project.run("init");
  expect(output).toContain("There is nothing to do.");
  expect(await project.readAll()).toEqual(files);
});

test("a dry run writes nothing and shows what it would write", async () => {
  const project = await createProject(single);
  const files = await project.readAll();
  const { output } = await project.run("init", "--dry-run");
  expect(output).toContain('+  previewFeatures = ["partialIndexes"]');
  expect(output).toContain('+CREATE TABLE "QueueTask" (');
  expect(await project.readAll()).toEqual(files);
});

test("--json lists the files and the next commands", async () => {
  const project = await createProject(single);
  const { output } = await project.run("init", "--json");
  expect(JSON.parse(output)).toMatchObject({
    dryRun: false,
    changes: [
      { path: "prisma/schema.prisma", action: "change" },
      { path: "prisma/migrations/migration_lock.toml", action: "create" },
      { path: expect.stringMatching(/^prisma\/migrations\/\d{14}_queue\/migration\.sql$/), action: "create" },
    ],
    next: expect.arrayContaining([expect.stringContaining("npx prisma migrate deploy")]),
  });
});

test("the migration sorts after those that are there", async () => {
  const project = await createProject({ ...single, "prisma/migrations/29990101000000_far/migration.sql": "SELECT 1;" });
  await project.run("init");
  expect(Object.keys(await project.readAll())).toContain("prisma/migrations/29990101000001_queue/migration.sql");
});

test("flags and generators that are there stay", async () => {
  const generator = `generator client {\n  provider        = "prisma-client-js"\n  previewFeatures = ["views", "nativeDistinct"] // mine\n}`;
  const other = `generator docs {\n  provider = "prisma-docs"\n}\n\n`;
  const project = await createProject({ "prisma/schema.prisma": other + shop.replace(/generator[^}]*\}/, generator) });
  await project.run("init");
  const schema = await project.read("prisma/schema.prisma");
  expect(schema).toContain('previewFeatures = ["views", "nativeDistinct", "partialIndexes"] // mine');
  expect(schema).toContain(other);
});

test("the schema and the migrations are found through prisma.config.ts", async () => {
  const project = await createProject({
    "prisma.config.ts": 'export default { schema: "db/tables.prisma", migrations: { path: "db/steps" } };',
    "db/tables.prisma": shop,
  });
  await project.run("init");
  const paths = Object.keys(await project.readAll());
  expect(paths).toContainEqual(expect.stringMatching(/^db\/steps\/\d+_queue\/migration\.sql$/));
});

test("the schema is found through package.json, as Prisma 6 read it", async () => {
  const project = await createProject({
    "package.json": '{ "prisma": { "schema": "db/tables.prisma" } }',
    "db/tables.prisma": shop,
  });
  await project.run("init");
  expect(await project.read("db/tables.prisma")).toContain("model QueueTask {");
});

test("--schema names the schema", async () => {
  const project = await createProject({ ...single, "other/schema.prisma": shop });
  await project.run("init", "--schema", "other/schema.prisma");
  expect(await project.read("other/schema.prisma")).toContain("model QueueTask {");
  expect(await project.read("prisma/schema.prisma")).toBe(shop);
});

test("migrations that lack the SQL which Prisma cannot express get it", async () => {
  const project = await createProject(single);
  const { url } = await createEmptyDatabase();
  await project.run("init");
  const [path = ""] = Object.keys(await project.readAll()).filter((each) => each.endsWith("_queue/migration.sql"));
  const [byPrisma = ""] = (await project.read(path)).split("-- SQL for the models");
  await project.write(path, byPrisma);
  const { output } = await project.run("init");
  expect(output).toContain("_queue_sql/migration.sql: a migration with the SQL that Prisma cannot express");
  await project.migrate(url);
  expect(await project.run("doctor", "--url", url)).toMatchObject({ code: 0 });
});

const refusals: [string, Record<string, string>, string][] = [
  [
    "a model QueueTask of the user",
    { "prisma/schema.prisma": `${shop}\nmodel QueueTask {\n  id Int @id\n}\n` },
    "has a model QueueTask that is not the queue's",
  ],
  [
    "an enum QueueStatus of the user",
    { "prisma/schema.prisma": `${shop}\nenum QueueStatus {\n  OPEN\n}\n` },
    "has an enum QueueStatus that is not the queue's",
  ],
  [
    "another database",
    { "prisma/schema.prisma": shop.replace("postgresql", "mysql") },
    "The provider of the datasource in prisma/schema.prisma is mysql",
  ],
  [
    "a schema without a client",
    { "prisma/schema.prisma": shop.replace("prisma-client", "prisma-docs") },
    "has no generator of a Prisma client",
  ],
  ["no schema", {}, "There is no Prisma schema in"],
  [
    "Prisma 7.3",
    { ...single, "node_modules/prisma/package.json": '{ "version": "7.3.2" }' },
    "Prisma 7.3.2 is installed, but the queue needs 7.4 or newer",
  ],
  ["a project without Prisma", { ...single, "node_modules/prisma/package.json": "" }, "Prisma is not installed in"],
  [
    "a broken prisma.config.ts",
    { ...single, "prisma.config.ts": "export default {" },
    "prisma.config.ts cannot be loaded",
  ],
];

test.each(refusals)("%s is refused with a sentence, and nothing is written", async (_, files, message) => {
  const project = await createProject(files);
  const before = await project.readAll();
  await expect(project.run("init")).rejects.toThrow(message);
  expect(await project.readAll()).toEqual(before);
});

test("a mapped table or field of the queue is refused", async () => {
  const project = await createProject(single);
  await project.run("init");
  const schema = await project.read("prisma/schema.prisma");
  await project.write(
    "prisma/schema.prisma",
    schema.replace("model QueueGate {", 'model QueueGate {\n  @@map("queue_gate")'),
  );
  await expect(project.run("init")).rejects.toThrow(
    "model QueueGate in prisma/schema.prisma is mapped to another name",
  );
  await project.write("prisma/schema.prisma", schema.replace(/( {2}pausedAt.*)/, '$1 @map("paused_at")'));
  await expect(project.run("init", "--upgrade")).rejects.toThrow("is mapped to another name");
});
