import { join } from "node:path";
import { isDatabaseAway } from "@package/api";
import { migrate, startEmbeddedPostgres } from "@package/db";
import type { Settings } from "../settings.ts";

/** The database of DATABASE_URL does not answer. */
export class DatabaseUnreachableError extends Error {
  override readonly name = "DatabaseUnreachableError";
  constructor(host: string, cause: unknown) {
    const reason = cause instanceof AggregateError ? cause.errors[0] : cause;
    super(
      `The PostgreSQL at ${host}, which DATABASE_URL names, cannot be reached (${reason instanceof Error ? reason.message : reason}).\n` +
        "Start it, correct DATABASE_URL, or unset it to use a PostgreSQL that comes along.",
      { cause },
    );
  }
}

export interface LocalDatabase {
  url: string;
  /** Where its data lies, in a few words for people. */
  place: string;
  /** Names of the migrations that were applied just now. */
  applied: string[];
  stop(): Promise<void>;
}

/** The database of DATABASE_URL, or an embedded PostgreSQL with its data in the data folder; migrated in either case. */
export async function openLocalDatabase(settings: Settings): Promise<LocalDatabase> {
  if (settings.databaseUrl !== undefined) {
    const { host, pathname } = new URL(settings.databaseUrl);
    const applied = await migrate(settings.databaseUrl).catch((error: unknown) => {
      throw isDatabaseAway(error) ? new DatabaseUnreachableError(host, error) : error;
    });
    return { url: settings.databaseUrl, place: `PostgreSQL at ${host}${pathname}`, applied, stop: async () => {} };
  }
  const dataDir = join(settings.dataDir, "postgres");
  const server = await startEmbeddedPostgres({ dataDir });
  try {
    const applied = await migrate(server.url);
    return { url: server.url, place: dataDir, applied, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
