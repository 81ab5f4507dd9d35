import pg from "pg";
import type { Database, Statement } from "./database.ts";

/** Connections of the queue's own, so that heartbeats and settlements never wait for the application's pool. */
export interface PgDatabase extends Database {
  close(): Promise<void>;
}

/**
 * A small pool. A query that hangs, as on a connection whose other end vanished, is given up after `queryTimeoutMs` and
 * its connection closed. No startup parameters and no prepared names, so that transaction poolers accept it.
 */
export function pgDatabase(connectionString: string, { connections = 2, queryTimeoutMs = 15_000 } = {}): PgDatabase {
  const pool = new pg.Pool({
    connectionString,
    max: connections,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    query_timeout: queryTimeoutMs,
    keepAlive: true,
    application_name: "queue",
  });
  // An idle connection that breaks is replaced at the next query, which is where a lasting problem is reported.
  pool.on("error", () => {});
  return {
    query: async <TRow>(statement: Statement, parameters: readonly unknown[]) =>
      (await pool.query({ text: statement.text, values: parameters as unknown[] })).rows as TRow[],
    close: () => pool.end(),
  };
}
