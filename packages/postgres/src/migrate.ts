import { createHash, randomUUID } from "node:crypto";
import type pg from "pg";
import { connectClient } from "./connectClient.ts";
import { quoteIdentifier, readSchemaName } from "./connectionConfig.ts";
import { DatabaseSetupError } from "./DatabaseSetupError.ts";
import { type Migration, readMigrations } from "./readMigrations.ts";

export interface MigrateOptions {
  /** Folder of the migrations, each a folder with a `migration.sql`. */
  migrationsDir: string;
}

interface AppliedMigration {
  migration_name: string;
  checksum: string;
  isFinished: boolean;
}

/** The advisory lock of `prisma migrate`, so that the two never run at the same time. */
const MIGRATION_LOCK = 72_707_369;

/** The table of `prisma migrate`, column for column, so that either can continue what the other began. */
const CREATE_MIGRATIONS_TABLE = `
CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  id                  VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum            VARCHAR(64) NOT NULL,
  finished_at         TIMESTAMPTZ,
  migration_name      VARCHAR(255) NOT NULL,
  logs                TEXT,
  rolled_back_at      TIMESTAMPTZ,
  started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

/**
 * Applies the migrations that the database at `url` does not have yet, as `prisma migrate deploy` does, and returns
 * their names in the order applied. Several processes may call it at once: one applies, the others wait.
 *
 * @throws DatabaseSetupError when the database is unreachable, when an applied migration was edited since, when an earlier one
 * failed and is not resolved, and when a migration fails; a failed migration changes only its row in `_prisma_migrations`.
 */
export async function migrate(url: string, { migrationsDir }: MigrateOptions): Promise<string[]> {
  const migrations = await readMigrations(migrationsDir);
  const client = await connectClient(url);
  try {
    await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]); // released with the session
    const schema = readSchemaName(url);
    if (schema !== undefined) await client.query(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}`);
    await client.query(CREATE_MIGRATIONS_TABLE);
    const pending = findPending(migrations, await readApplied(client));
    for (const migration of pending) await applyMigration(client, migration);
    return pending.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}

async function readApplied(client: pg.Client): Promise<AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(
    `SELECT migration_name, checksum, finished_at IS NOT NULL AS "isFinished" FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY started_at`,
  );
  return rows;
}

function findPending(migrations: Migration[], applied: AppliedMigration[]): Migration[] {
  const failed = applied.find((row) => !row.isFinished);
  if (failed) {
    throw new DatabaseSetupError(
      `Migration ${failed.migration_name} failed earlier, so no later one is applied. Read its "logs" in _prisma_migrations, ` +
        `repair the database, then run "prisma migrate resolve" with --rolled-back or --applied ${failed.migration_name}.`,
    );
  }
  const checksums = new Map(applied.map((row) => [row.migration_name, row.checksum]));
  return migrations.filter((migration) => {
    const checksum = checksums.get(migration.name);
    if (checksum !== undefined && checksum !== checksumOf(migration)) {
      throw new DatabaseSetupError(
        `Migration ${migration.name} was edited after it was applied to this database. ` +
          "Restore its file and put the change into a new migration.",
      );
    }
    return checksum === undefined;
  });
}

async function applyMigration(client: pg.Client, migration: Migration): Promise<void> {
  const id = randomUUID();
  await client.query(
    `INSERT INTO "_prisma_migrations" (id, checksum, started_at, migration_name) VALUES ($1, $2, now(), $3)`,
    [id, checksumOf(migration), migration.name],
  );
  try {
    // Without parameters the whole file is one simple query: PostgreSQL runs its statements as one transaction.
    await client.query(migration.sql);
  } catch (error) {
    await noteFailure(client, id, error);
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseSetupError(`Migration ${migration.name} failed: ${reason}`, { cause: error });
  }
  await client.query(`UPDATE "_prisma_migrations" SET applied_steps_count = 1, finished_at = now() WHERE id = $1`, [
    id,
  ]);
}

async function noteFailure(client: pg.Client, id: string, failure: unknown): Promise<void> {
  try {
    await client.query(`UPDATE "_prisma_migrations" SET logs = $2 WHERE id = $1`, [id, String(failure)]);
  } catch {
    // The connection is lost. The row without an end marks the failure, and the caller throws the first error.
  }
}

const checksumOf = (migration: Migration): string => createHash("sha256").update(migration.sql).digest("hex");
