import { join } from "node:path";
import { readSchemaVersion } from "../../domain/schemaVersion.ts";
import type { Upgrade } from "../packageFiles.ts";
import type { Project } from "../prisma/findProject.ts";
import type { Change } from "./Plan.ts";
import { findVersionByColumns } from "./queueSql.ts";

/** What the existing migrations of a project do for the queue. */
export interface WrittenMigrations {
  /** The version after all migrations; 0 if none creates the tables. */
  version: number;
  /** Whether they have the SQL that Prisma cannot express. */
  hasQueueSql: boolean;
}

/** Reads what the migrations of a project do for the queue. */
export function readWrittenMigrations({ migrations }: Project, upgrades: readonly Upgrade[]): WrittenMigrations {
  const sql = migrations
    .map((migration) => migration.sql)
    .filter((text) => /"Queue[A-Z]\w*"/.test(text))
    .join("\n");
  if (!/CREATE TABLE (?:"[^"]+"\.)?"QueueTask"/.test(sql)) return { version: 0, hasQueueSql: false };
  const marks = [...sql.matchAll(/queue schema \d+/g)].map(([mark]) => readSchemaVersion(mark) ?? 0);
  const byColumns = findVersionByColumns(upgrades, ({ column }) => sql.includes(`"${column}"`));
  return { version: Math.max(byColumns, ...marks), hasQueueSql: sql.includes('"QueueTask_claim_idx"') };
}

/** Returns the files of a new migration, which sorts after the existing ones. */
export function writeMigration(project: Project, name: string, sql: string, what: string): Change[] {
  const now = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const last = project.migrations.at(-1)?.name.match(/^\d{14}/)?.[0] ?? "0";
  const timestamp = last >= now ? String(BigInt(last) + 1n) : now;
  const migration = {
    path: join(project.migrationsPath, `${timestamp}_${name}`, "migration.sql"),
    before: undefined,
    after: sql,
    what,
  };
  if (project.migrations.length > 0) return [migration];
  const lock = 'provider = "postgresql"\n';
  return [
    {
      path: join(project.migrationsPath, "migration_lock.toml"),
      before: undefined,
      after: lock,
      what: "Prisma's lock file",
    },
    migration,
  ];
}
