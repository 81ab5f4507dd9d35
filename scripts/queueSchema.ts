import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { scriptModels } from "@package/db/schema";
import { handwrittenMark, type NamedMigration, readVersionSteps, versionMark } from "./queueVersions.ts";

/** The queue's part of prisma/schema.prisma: the text between its header and the next one. */
const queuePart = /^\/\/ ── Queue ─+\n([\s\S]*?)(?=^\/\/ ── )/m;

const modelHeader = (
  version: number,
) => `// The models of @package/queue, schema version ${version}. "npx --no-install queue init" writes them, and "init --upgrade" renews
// them. Your own models may relate to QueueTask. Do not rename or change its columns.
// The indexes need previewFeatures = ["partialIndexes"] in your generator block.

`;

const sqlHeader = `-- SQL for the models of @package/queue that the Prisma schema language cannot express. It belongs into the migration that
-- creates them. Later migrations made by Prisma do not change it.

`;

/**
 * Returns the queue's models of the schema, for copying into another one.
 * @throws Error when the schema has no part with the header "Queue"
 */
export function extractQueueModels(schema: string, version: number): string {
  const part = queuePart.exec(schema)?.[1];
  if (part === undefined) throw new Error('prisma/schema.prisma has no part that begins with "// ── Queue ──".');
  return `${modelHeader(version)}${part.replace(/^(\/\/ .*\n)*\n/, "").trimEnd()}\n`;
}

/** A part that only drops constraints, with its comment. */
const droppingPart = /^(--.*\n)*ALTER TABLE "\w+" DROP CONSTRAINT IF EXISTS [^;]*;$/;

/**
 * Returns the handwritten parts of the migrations, in their order. They complete the tables that Prisma creates from the models.
 * A constraint that a later part drops is left out, because a new table does not need it. So are marks of earlier versions.
 * @throws Error when none has such a part
 */
export function extractQueueSql(migrations: readonly string[]): string {
  const handwritten = migrations.flatMap((sql) => sql.split(handwrittenMark).slice(1));
  const marks = handwritten.flatMap((part) => versionMark.exec(part)?.[0] ?? []);
  const all = [
    ...handwritten.map((part) => part.replace(versionMark, "").replace(/\n{3,}/g, "\n\n")),
    ...marks.slice(-1),
  ]
    .map((part) => part.trim())
    .filter((part) => part !== "");
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
  const migrations = await readMigrations(join(root, "prisma/migrations"));
  const steps = readVersionSteps(migrations);
  const models = extractQueueModels(await readFile(join(root, "prisma/schema.prisma"), "utf8"), steps.size);
  const sql = extractQueueSql(migrations.map((migration) => migration.sql));
  const upgrades = [...steps].filter(([version]) => version > 1);
  return {
    "packages/queue/prisma/queue.prisma": models,
    "packages/queue/prisma/queue.sql": sql,
    "packages/queue/prisma/create.sql": `${createHeader}${await scriptModels(models)}\n${sql}`,
    ...Object.fromEntries(
      upgrades.map(([version, text]) => [
        `packages/queue/prisma/upgrade/${version}.sql`,
        `-- Steps of @package/queue from schema version ${version - 1} to ${version}.\n\n${text}\n`,
      ]),
    ),
  };
}

async function readMigrations(folder: string): Promise<NamedMigration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => ({ name, sql: await readFile(join(folder, name, "migration.sql"), "utf8") })),
  );
}
