import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { scriptModels } from "@package/db/schema";

/** The queue's part of prisma/schema.prisma: the text between its header and the next one. */
const queuePart = /^\/\/ ── Queue ─+\n([\s\S]*?)(?=^\/\/ ── )/m;

/** The line before the handwritten part of a migration. */
const handwrittenMark = /^-- What the schema language cannot say -+\n/m;

const modelHeader = `// The models of @package/queue. Copy this file into your Prisma schema: next to your schema.prisma if the schema is a folder,
// otherwise into it. Your own models may relate to QueueTask. Do not rename or change its columns.
// The indexes need previewFeatures = ["partialIndexes"] in your generator block.

`;

const sqlHeader = `-- SQL for the models of @package/queue that the Prisma schema language cannot express. Append it to the migration that
-- creates them. Later migrations made by Prisma do not change it.

`;

/**
 * Returns the queue's models of the schema, for copying into another one.
 * @throws Error when the schema has no part with the header "Queue"
 */
export function extractQueueModels(schema: string): string {
  const part = queuePart.exec(schema)?.[1];
  if (part === undefined) throw new Error('prisma/schema.prisma has no part that begins with "// ── Queue ──".');
  return `${modelHeader}${part.replace(/^(\/\/ .*\n)*\n/, "").trimEnd()}\n`;
}

/** A part that only drops constraints, with its comment. */
const droppingPart = /^(--.*\n)*ALTER TABLE "\w+" DROP CONSTRAINT IF EXISTS [^;]*;$/;

/**
 * Returns the handwritten parts of the migrations, in their order. They complete the tables that Prisma creates from the models.
 * A constraint that a later part drops is left out, because a new table does not need it.
 * @throws Error when none has such a part
 */
export function extractQueueSql(migrations: readonly string[]): string {
  const all = migrations.flatMap((sql) => sql.split(handwrittenMark).slice(1)).map((part) => part.trim());
  const dropping = all.filter((part) => droppingPart.test(part));
  const dropped = dropping.flatMap((part) => [...part.matchAll(/EXISTS "(\w+)"/g)].map(([, name]) => name as string));
  const parts = all
    .filter((part) => !dropping.includes(part))
    .map((part) =>
      dropped.reduce(
        (kept, name) => kept.replace(new RegExp(`,\\s*ADD CONSTRAINT "${name}" CHECK .*(?=[,;])`), ""),
        part,
      ),
    );
  if (parts.length === 0) throw new Error('No migration has a part "-- What the schema language cannot say --".');
  return `${sqlHeader}${parts.join("\n\n")}\n`;
}

const createHeader = `-- All tables of @package/queue for an empty database: the models of queue.prisma as Prisma creates them, then queue.sql.

`;

/** Returns the content of the library's files that are derived from `prisma/`, by path. */
export async function deriveQueueFiles(root: string): Promise<Record<string, string>> {
  const migrationsDir = join(root, "prisma/migrations");
  const entries = await readdir(migrationsDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const migrations = names.sort().map((name) => readFile(join(migrationsDir, name, "migration.sql"), "utf8"));
  const models = extractQueueModels(await readFile(join(root, "prisma/schema.prisma"), "utf8"));
  const sql = extractQueueSql(await Promise.all(migrations));
  return {
    "packages/queue/prisma/queue.prisma": models,
    "packages/queue/prisma/queue.sql": sql,
    "packages/queue/prisma/create.sql": `${createHeader}${await scriptModels(models)}\n${sql}`,
  };
}
