import type pg from "pg";
import { connectionConfig } from "./connectionConfig.ts";
import { DatabaseConnectionError } from "./DatabaseSetupError.ts";
import { UtcClient } from "./UtcClient.ts";

/** Opens one connection to the database at `url`, in UTC and ISO. @throws DatabaseConnectionError */
export async function connectClient(url: string): Promise<pg.Client> {
  const client = new UtcClient({ ...connectionConfig(url), connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    return client;
  } catch (error) {
    const { hostname, port, pathname } = new URL(url);
    throw new DatabaseConnectionError(
      `Cannot connect to the database ${pathname.slice(1)} at ${hostname}:${port || 5432}: ${describe(error)}`,
      { cause: error },
    );
  }
}

/** A host with several addresses gives several errors in one, which has no message of its own. */
function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join("; ");
  return error instanceof Error ? error.message : String(error);
}
