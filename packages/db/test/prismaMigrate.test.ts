import { join } from "node:path";
import { connectClient, type Migration, readMigrations } from "@package/postgres";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { migrate } from "../src/index.ts";
import { ownMigrationsDir } from "../src/migrate.ts";
import { prismaDir } from "../src/prismaDir.ts";
import { createCatalogReader } from "../src/schema/createCatalogReader.ts";
import { loadSchemaEngine } from "../src/schema/loadSchemaEngine.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing/index.ts";

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase({ url: inject("postgres").url, template: "template0" });
});
afterEach(() => database.drop());

/** What `prisma migrate status` finds in the database, given these migrations. */
async function diagnose(migrations: Migration[]) {
  const client = await connectClient(database.url);
  try {
    const SchemaEngine = await loadSchemaEngine();
    const content = 'datasource db {\n  provider = "postgresql"\n}\n';
    const adapter = bindMigrationAwareSqlAdapterFactory(createCatalogReader(client));
    const engine = await SchemaEngine.new({ datamodels: [["schema.prisma", content]] }, () => {}, adapter);
    return await engine.diagnoseMigrationHistory({
      migrationsList: {
        baseDir: join(prismaDir, "migrations"),
        lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
        shadowDbInitScript: "",
        migrationDirectories: migrations.map(({ name, sql }) => ({
          path: name,
          migrationFile: { path: "migration.sql", content: { tag: "ok", value: sql } },
        })),
      },
      optInToShadowDatabase: false,
      filters: { externalTables: [], externalEnums: [] },
    });
  } finally {
    await client.end();
  }
}

test("prisma migrate finds a database that was migrated here up to date", async () => {
  await migrate(database.url);
  expect(await diagnose(await readMigrations(ownMigrationsDir))).toEqual({
    history: null,
    editedMigrationNames: [],
    failedMigrationNames: [],
    hasMigrationsTable: true,
  });
});

test("prisma migrate sees what is still to be applied", async () => {
  await migrate(database.url);
  const diagnosis = await diagnose([
    ...(await readMigrations(ownMigrationsDir)),
    { name: "99990101000000_later", sql: "SELECT 1" },
  ]);
  expect(diagnosis.history).toEqual({
    diagnostic: "databaseIsBehind",
    unappliedMigrationNames: ["99990101000000_later"],
  });
});

test("prisma migrate sees the same file as edited", async () => {
  await migrate(database.url);
  const edited = (await readMigrations(ownMigrationsDir)).map((migration) => ({
    ...migration,
    sql: `${migration.sql}\n`,
  }));
  expect((await diagnose(edited)).editedMigrationNames).toEqual(edited.map((migration) => migration.name));
});
