// Compares prisma/schema.prisma with prisma/migrations in a temporary database (TEST_DATABASE_URL or an embedded server).
//   pnpm db:diff                  exits with 1 and prints the missing SQL when they disagree
//   pnpm db:diff --new add_things writes the missing SQL as a new migration, to be reviewed and completed by hand
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { diffSchema } from "@package/db/schema";
import { createTestDatabase, openTestServer } from "@package/db/testing";

const migrationsDir = fileURLToPath(new URL("../prisma/migrations", import.meta.url));

async function findMissingSql(): Promise<string | undefined> {
  const server = await openTestServer();
  try {
    const database = await createTestDatabase(server);
    try {
      return await diffSchema(database.url);
    } finally {
      await database.drop();
    }
  } finally {
    await server.stop();
  }
}

async function writeMigration(name: string, sql: string): Promise<string> {
  if (!/^[a-z0-9_]+$/.test(name)) {
    throw new Error(`--new is "${name}"; expected lower-case letters, digits and _, for example add_task_notes.`);
  }
  const timestamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const folder = `${migrationsDir}/${timestamp}_${name}`;
  await mkdir(folder);
  await writeFile(`${folder}/migration.sql`, sql);
  return `prisma/migrations/${timestamp}_${name}/migration.sql`;
}

try {
  const { values } = parseArgs({ options: { new: { type: "string" } } });
  const missing = await findMissingSql();
  if (missing === undefined) {
    console.log("prisma/schema.prisma and prisma/migrations agree.");
  } else if (values.new !== undefined) {
    console.log(`Wrote ${await writeMigration(values.new, missing)}. Read it, then apply it with "pnpm db:migrate".`);
  } else {
    console.log(missing);
    console.error(
      'prisma/schema.prisma has changes without a migration. The SQL above makes them; "pnpm db:diff --new <name>" writes it as a migration.',
    );
    process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
