import { readFile } from "node:fs/promises";
import { scriptModels } from "@package/db/schema";
import pg from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Report } from "../../src/cli/doctor/checkDatabase.ts";
import { readCatalog } from "../../src/cli/doctor/readCatalog.ts";
import { readPackageFiles } from "../../src/cli/packageFiles.ts";
import { schemaVersion } from "../../src/domain/schemaVersion.ts";
import { QueueService } from "../../src/index.ts";
import { createEmptyDatabase, createProject, shop } from "./createProject.ts";

const readVersion = (file: string) => readFile(new URL(`versions/${file}`, import.meta.url), "utf8");

/** The schema of each released version, as it was. */
const released = [1, 2].map((version) => ({
  version,
  async create() {
    const [models, sql] = await Promise.all([readVersion(`${version}.prisma`), readVersion(`${version}.sql`)]);
    const related = models.replace(/(?=^ {2}attemptHistory )/m, "  /// The order of this task.\n  order Order?\n\n");
    const order = `model Order {\n  id     Int        @id\n  taskId String?    @unique\n  task   QueueTask? @relation(fields: [taskId], references: [id])\n}\n`;
    const schema = shop
      .replace(/\n}/, '\n  previewFeatures = ["partialIndexes"]\n}')
      .replace(/model Order[^}]*}\n/, order);
    const text = `${schema}\n${related}`;
    const project = await createProject({
      "prisma/schema.prisma": text,
      "prisma/migrations/20260101000000_init/migration.sql": `${await scriptModels(`${order}\n${related}`)}\n${sql}`,
    });
    return { project, text };
  },
}));

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

/** One row in each table, and a task of each status. */
const rows = `
  INSERT INTO "QueueTask" (id, type, data, status, "updatedAt", "leaseToken", "leaseExpiresAt", "finishedAt")
    SELECT status::text, 'OLD', '{"n": 1}', status, now(),
      CASE WHEN status = 'PROCESSING' THEN gen_random_uuid() END, CASE WHEN status = 'PROCESSING' THEN now() - interval '1 minute' END,
      CASE WHEN status IN ('COMPLETED', 'MAX_RETRIES_REACHED', 'CANCELLED') THEN now() END
    FROM unnest(enum_range(NULL::"QueueStatus")) AS status;
  INSERT INTO "QueueTaskAttempt" ("taskId", attempt, outcome, "startedAt", "finishedAt") VALUES ('FAILED', 1, 'FAILED', now(), now());
  INSERT INTO "QueueTaskLog" ("taskId", attempt, level, message) VALUES ('FAILED', 1, 'info', 'hello');
  INSERT INTO "QueueStatistic" (type, minute) VALUES ('OLD', now());
  INSERT INTO "QueueRunner" (id, host, pid, concurrency) VALUES ('r', 'h', 1, 1);
  INSERT INTO "QueueProvider" (name) VALUES ('p');
  INSERT INTO "QueueGate" (type) VALUES ('PAUSED');
  INSERT INTO "Order" (id, "taskId") VALUES (1, 'FAILED');`;

const countRows = `SELECT (SELECT count(*) FROM "QueueTask") + (SELECT count(*) FROM "QueueTaskAttempt") + (SELECT count(*) FROM "QueueTaskLog")
  + (SELECT count(*) FROM "QueueStatistic") + (SELECT count(*) FROM "QueueRunner") + (SELECT count(*) FROM "QueueProvider")
  + (SELECT count(*) FROM "QueueGate") + (SELECT count(*) FROM "Order" WHERE "taskId" = 'FAILED') AS count`;

/** The objects of a new database. */
async function readNewCatalog() {
  const client = await connect((await createEmptyDatabase()).url);
  await client.query((await readPackageFiles()).createSql);
  return readSorted(client);
}

async function readSorted(client: pg.Client) {
  await client.query("BEGIN");
  const entries = await readCatalog(client, "public");
  await client.query("ROLLBACK");
  return entries.map((entry) => Object.values(entry).join(" ")).sort();
}

describe.each(released)("from version $version", ({ version, create }) => {
  test("rows stay, the tables become those of a new database, and Prisma finds no difference", async () => {
    const { project } = await create();
    const { url } = await createEmptyDatabase();
    expect(await project.migrate(url)).toBeUndefined();
    const client = await connect(url);
    await client.query(rows);
    const before = await client.query(countRows);
    const { findings } = JSON.parse((await project.run("doctor", "--json", "--url", url)).output) as Report;
    expect(findings).toMatchObject([{ what: expect.stringContaining(`The tables have version ${version}`) }]);

    const { output } = await project.run("init", "--upgrade", "--url", url);
    expect(output).toContain(`The models have version ${version}, the database has version ${version}.`);
    expect(output).toContain("Version 3: QueueTask gets meta, startBy, startWithinMs, scheduleName, scheduledSlot.");
    expect(await project.migrate(url)).toBeUndefined();
    expect((await client.query(countRows)).rows).toEqual(before.rows);
    expect(await readSorted(client)).toEqual(await readNewCatalog());
    expect(await project.run("doctor", "--url", url)).toMatchObject({ code: 0 });
  });

  test("migrations that lack the SQL which Prisma cannot express get it with the steps", async () => {
    const { project } = await create();
    const { url } = await createEmptyDatabase();
    const path = "prisma/migrations/20260101000000_init/migration.sql";
    const sql = await project.read(path);
    await project.write(path, sql.replace(await readVersion(`${version}.sql`), ""));
    expect((await project.run("init")).output).toContain('Run "npx --no-install queue init --upgrade"');
    const { output } = await project.run("init", "--upgrade");
    expect(output).toContain("Your migrations lack the SQL that Prisma cannot express. The new one has it.");
    expect(await project.migrate(url)).toBeUndefined();
    const client = await connect(url);
    expect(await readSorted(client)).toEqual(await readNewCatalog());
    expect((await project.run("init", "--upgrade")).output).toContain("There is nothing to do.");
  });

  test("an old task runs after the upgrade", async () => {
    const { project } = await create();
    const database = await createEmptyDatabase();
    await project.migrate(database.url);
    await (await connect(database.url)).query(rows);
    await project.run("init", "--upgrade", "--url", database.url);
    await project.migrate(database.url);
    const queue = new QueueService(database.db, { workers: { OLD: { run: () => "done" } }, pollMs: 50 });
    onTestFinished(() => queue.close());
    queue.start();
    expect(await queue.waitForTask("PENDING")).toMatchObject({ status: "COMPLETED", result: "done" });
  });

  test("the models without a database tell the version, and a second upgrade changes nothing", async () => {
    const { project } = await create();
    const { output } = await project.run("init", "--upgrade");
    expect(output).toContain(`a migration from version ${version} to ${schemaVersion}`);
    const files = await project.readAll();
    expect((await project.run("init", "--upgrade")).output).toContain("There is nothing to do.");
    expect(await project.readAll()).toEqual(files);
  });

  test("what the user added stays where it was", async () => {
    const { project, text } = await create();
    const own = '  @@index([referenceId])\n  @@index([tags], map: "my_tags")\n}';
    await project.write("prisma/schema.prisma", text.replace(/\n}(?=\n\n\/\/\/ An attempt)/, `\n${own}`));
    await project.run("init", "--upgrade");
    const schema = await project.read("prisma/schema.prisma");
    expect(schema.startsWith(text.slice(0, text.indexOf("// The models of")))).toBe(true);
    const task = schema.slice(schema.indexOf("model QueueTask {"), schema.indexOf("model QueueTaskAttempt {"));
    expect(task).toContain("\n  /// The order of this task.\n  order Order?\n");
    expect(task).toContain('  @@index([referenceId])\n  @@index([tags], map: "my_tags")\n}');
    expect(task.match(/QueueTask_lease_idx/g)).toHaveLength(1);
    expect(schema.match(/The models of @package\/queue/g)).toHaveLength(1);
  });
});

describe("with version 2", () => {
  const create = () => (released[1] as (typeof released)[0]).create();

  test("a field of the user with the name of a new column is refused", async () => {
    const { project, text } = await create();
    await project.write("prisma/schema.prisma", text.replace("  order Order?", "  order Order?\n  meta Json?"));
    await expect(project.run("init", "--upgrade")).rejects.toThrow("Your field meta of model QueueTask");
  });

  test("init alone changes no models, and names the upgrade", async () => {
    const { project } = await create();
    const before = await project.readAll();
    const { output } = await project.run("init");
    expect(output).toContain('Run "npx --no-install queue init --upgrade"');
    expect(await project.readAll()).toEqual(before);
  });

  test("a migration that was written but not applied is named", async () => {
    const { project } = await create();
    const { url } = await createEmptyDatabase();
    await project.migrate(url);
    await project.run("init", "--upgrade", "--url", url);
    const { output } = await project.run("init", "--upgrade", "--url", url);
    expect(output).toContain("The migration is written but not applied");
  });

  test("a database that is ahead of the migrations changes nothing about the new migration, and is named", async () => {
    const { project } = await create();
    const { url } = await createEmptyDatabase();
    await project.migrate(url);
    const [step] = (await readPackageFiles()).upgrades.filter(({ version }) => version === 3);
    await (await connect(url)).query(step?.sql ?? "");
    const { output } = await project.run("init", "--upgrade", "--url", url);
    expect(output).toContain("_queue_2_to_3/migration.sql: a migration from version 2 to 3");
    expect(output).toContain("Your migrations end at version 2, and this database has version 3.");
    const other = await createEmptyDatabase();
    expect(await project.migrate(other.url)).toBeUndefined();
    expect(await project.run("doctor", "--url", other.url)).toMatchObject({ code: 0 });
  });

  test("without migrations, the steps that the database already has are not written again", async () => {
    const { project } = await create();
    const { url } = await createEmptyDatabase();
    await project.migrate(url);
    const [step] = (await readPackageFiles()).upgrades.filter(({ version }) => version === 3);
    await (await connect(url)).query(step?.sql ?? "");
    await project.write("prisma/migrations/20260101000000_init/migration.sql", "SELECT 1;");
    const { output } = await project.run("init", "--upgrade", "--url", url);
    expect(output).not.toContain("migration.sql");
  });
});

test("migrations of this version without the SQL that Prisma cannot express get it", async () => {
  const project = await createProject({ "prisma/schema.prisma": shop.replace(/\nmodel Order[^}]*\}\n/, "") });
  const { url } = await createEmptyDatabase();
  await project.run("init");
  const [path = ""] = Object.keys(await project.readAll()).filter((each) => each.endsWith("_queue/migration.sql"));
  await project.write(path, (await project.read(path)).split("-- SQL for the models")[0] ?? "");
  const { output } = await project.run("init", "--upgrade");
  expect(output).toContain("_queue_sql/migration.sql: a migration with the SQL that Prisma cannot express");
  expect(await project.migrate(url)).toBeUndefined();
  expect(await project.run("doctor", "--url", url)).toMatchObject({ code: 0 });
});

test("a project without the queue's models is refused", async () => {
  const project = await createProject({ "prisma/schema.prisma": shop });
  await expect(project.run("init", "--upgrade")).rejects.toThrow('Run "npx --no-install queue init"');
});

test("models of a newer package are refused", async () => {
  const project = await createProject({ "prisma/schema.prisma": shop });
  await project.run("init");
  const schema = await project.read("prisma/schema.prisma");
  await project.write("prisma/schema.prisma", schema.replace(/schema version \d+/, "schema version 99"));
  await expect(project.run("init", "--upgrade")).rejects.toThrow(
    "has version 99, and this package knows versions up to",
  );
});

test("the package knows the comments of each released version, so that it can tell them from the user's", async () => {
  const { comments } = await readPackageFiles();
  for (const { version } of released) {
    const lines = (await readVersion(`${version}.prisma`)).split("\n").map((line) => line.trim());
    expect(lines.filter((line) => line.startsWith("//") && !comments.has(line))).toEqual([]);
  }
});

test("the constant of the library is the version of its SQL", async () => {
  const { createSql, queueSql, models, upgrades } = await readPackageFiles();
  for (const text of [createSql, queueSql, upgrades.at(-1)?.sql])
    expect(text).toContain(`COMMENT ON TABLE "QueueTask" IS 'queue schema ${schemaVersion}';`);
  expect(models).toContain(`schema version ${schemaVersion}.`);
  expect(upgrades.map(({ version }) => version)).toEqual(Array.from({ length: schemaVersion - 1 }, (_, i) => i + 2));
});
