import { join } from "node:path";
import { DatabaseConnectionError, DatabaseSetupError, migrate } from "@package/db";
import { startEmbeddedPostgres } from "@package/db/embedded";
import type { Settings } from "../settings.ts";

export interface LocalDatabase {
  url: string;
  /** Where its data is: a folder, or the address of a server. */
  place: string;
  stop(): Promise<void>;
}

/**
 * Opens the database at DATABASE_URL, or an embedded PostgreSQL whose data is in the data folder, and applies the migrations.
 * @throws DatabaseSetupError
 */
export async function openLocalDatabase(settings: Settings): Promise<LocalDatabase> {
  if (settings.databaseUrl !== undefined) {
    const { host, pathname } = new URL(settings.databaseUrl);
    await migrate(settings.databaseUrl).catch((error: unknown) => {
      if (!(error instanceof DatabaseConnectionError)) throw error;
      const advice = "Start PostgreSQL, correct DATABASE_URL, or unset it to use the PostgreSQL that is included.";
      throw new DatabaseSetupError(`${error.message}.\n${advice}`, { cause: error });
    });
    return { url: settings.databaseUrl, place: `PostgreSQL at ${host}${pathname}`, stop: async () => {} };
  }
  const dataDir = join(settings.dataDir, "postgres");
  const server = await startEmbeddedPostgres({ dataDir });
  try {
    await migrate(server.url);
    return { url: server.url, place: dataDir, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
