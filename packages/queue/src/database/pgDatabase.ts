import pg from "pg";
import { QueueClosedError } from "../errors.ts";
import type { Database, Statement } from "./database.ts";

/** Connections of the queue's own, so that heartbeats and settlements never wait for the application's pool. */
export interface PgDatabase extends Database {
  close(): Promise<void>;
}

/**
 * A small pool. A query that hangs, as on a connection whose other end vanished, is given up after `queryTimeoutMs` and
 * its connection closed. No prepared names, and no startup parameters unless the URL asks for a schema, so that
 * transaction poolers accept it.
 */
export function pgDatabase(connectionString: string, { connections = 2, queryTimeoutMs = 15_000 } = {}): PgDatabase {
  const pool = new pg.Pool({
    connectionString,
    options: searchPathOption(connectionString),
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
    query: async <TRow>(statement: Statement, parameters: readonly unknown[]) => {
      if (pool.ending) throw new QueueClosedError();
      return (await pool.query({ text: statement.text, values: parameters as unknown[] })).rows as TRow[];
    },
    close: () => pool.end(),
  };
}

/** Prisma's URL parameter `schema` names the schema of the tables; `pg` does not know it. */
function searchPathOption(url: string): string | undefined {
  const schema = URL.canParse(url) ? new URL(url).searchParams.get("schema") : null;
  return schema === null
    ? undefined
    : `-c search_path=${`"${schema.replaceAll('"', '""')}"`.replace(/[\\ ]/g, "\\$&")}`;
}
