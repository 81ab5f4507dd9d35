import { createHash } from "node:crypto";
import pg from "pg";
import { QueueClosedError } from "../errors.ts";
import type { Database, Statement } from "./database.ts";
import { isPreparedStatementError } from "./databaseErrors.ts";

/** Connections of the queue's own, so that heartbeats and settlements never wait for the application's pool. */
export interface PgDatabase extends Database {
  close(): Promise<void>;
}

/**
 * A small pool. A query that hangs, as on a connection whose other end vanished, is given up after `queryTimeoutMs` and
 * its connection closed. No startup parameters unless the URL asks for a schema, and no prepared statements once one got
 * lost, so that transaction poolers accept it.
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
  let keepsPlans = true;
  const run = async <TRow>({ text }: Statement, parameters: readonly unknown[], name?: string) => {
    if (pool.ending) throw new QueueClosedError();
    return (await pool.query({ name, text, values: parameters as unknown[] })).rows as TRow[];
  };
  return {
    query: async <TRow>(statement: Statement, parameters: readonly unknown[]) => {
      if (!keepsPlans || !statement.keepsPlan) return run<TRow>(statement, parameters);
      try {
        return await run<TRow>(statement, parameters, namePrepared(statement));
      } catch (error) {
        if (!isPreparedStatementError(error)) throw error;
        keepsPlans = false; // it has not run; a pooler, say, gives each statement to another connection
        return run<TRow>(statement, parameters);
      }
    },
    close: () => pool.end(),
  };
}

/** Names the text as well: behind a pooler, a connection may have been prepared by another version of this library. */
function namePrepared({ name, text }: Statement): string {
  let prepared = preparedNames.get(text);
  if (prepared === undefined) {
    prepared = `queue_${name}_${createHash("sha256").update(text).digest("hex").slice(0, 12)}`;
    preparedNames.set(text, prepared);
  }
  return prepared;
}

const preparedNames = new Map<string, string>();

/** Prisma's URL parameter `schema` names the schema of the tables; `pg` does not know it. */
function searchPathOption(url: string): string | undefined {
  const schema = URL.canParse(url) ? new URL(url).searchParams.get("schema") : null;
  return schema === null
    ? undefined
    : `-c search_path=${`"${schema.replaceAll('"', '""')}"`.replace(/[\\ ]/g, "\\$&")}`;
}
