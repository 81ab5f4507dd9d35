import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Text between the header of the queue's part of prisma/schema.prisma and the header of the next part. */
const queuePart = /^\/\/ ── Queue ─+\n([\s\S]*?)(?=^\/\/ ── )/m;

/** Begins the part of a migration that is written by hand. */
const handwrittenMark = /^-- What the schema language cannot say -+\n/m;

const modelHeader = `// The models of @package/queue. Copy this file into your Prisma schema: beside your schema.prisma when the schema is a
// folder, else into it. Your own models may relate to QueueTask; its columns, names and types belong to the queue.
// The indexes need previewFeatures = ["partialIndexes"] in your generator block.

`;

const sqlHeader = `-- What the Prisma schema language cannot say about the models of @package/queue. Append this to the migration that
-- creates them; "prisma migrate" leaves all of it alone from then on.

`;

/**
 * The queue's models out of the whole schema, for copying into another one.
 * @throws Error when the schema has no part with the header "Queue"
 */
export function extractQueueModels(schema: string): string {
  const part = queuePart.exec(schema)?.[1];
  if (part === undefined) throw new Error('prisma/schema.prisma has no part that begins with "// ── Queue ──".');
  return `${modelHeader}${part.replace(/^(\/\/ .*\n)*\n/, "").trimEnd()}\n`;
}

/** A part that does nothing but drop constraints, with its comment. */
const droppingPart = /^(--.*\n)*ALTER TABLE "\w+" DROP CONSTRAINT IF EXISTS [^;]*;$/;

/**
 * The handwritten parts of the migrations, in their order: what completes the tables that Prisma makes from the models. A
 * constraint that a later part drops is left out: a new table need not have had it.
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

/** What the files of the library that derive from `prisma/` have to say, by their path from the root of the checkout. */
export async function deriveQueueFiles(root: string): Promise<Record<string, string>> {
  const migrationsDir = join(root, "prisma/migrations");
  const entries = await readdir(migrationsDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const migrations = names.sort().map((name) => readFile(join(migrationsDir, name, "migration.sql"), "utf8"));
  return {
    "packages/queue/prisma/queue.prisma": extractQueueModels(
      await readFile(join(root, "prisma/schema.prisma"), "utf8"),
    ),
    "packages/queue/prisma/queue.sql": extractQueueSql(await Promise.all(migrations)),
  };
}
