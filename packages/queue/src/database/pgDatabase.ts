import { createHash } from "node:crypto";
import pg from "pg";
import { QueueClosedError } from "../errors.ts";
import type { Database, Statement } from "./database.ts";
import { isPreparedStatementError, isUnavailableError } from "./databaseErrors.ts";
import { planCheck, planOptions } from "./planSettings.ts";
import { readStartupOptions } from "./startupOptions.ts";

/** Connections of the queue's own, so that heartbeats and settlements never wait for the application's pool. */
export interface PgDatabase extends Database {
  close(): Promise<void>;
}

/** An answer of so many rows says that there is much to do, so that planning anew each time would cost. */
const busyRows = 50;
/** Whether plans can be kept is then asked every so many milliseconds, … */
const checkEveryMs = 500;
/** … and the answer counts for so many. */
const trustMs = 5_000;

/**
 * A small pool. A query that hangs, as on a connection whose other end vanished, is given up after `queryTimeoutMs` and
 * its connection closed. Transaction poolers are fine: where they refuse startup options or drop them, plans that depend on
 * sizes are made anew each time, and once a prepared statement got lost, none is prepared any more.
 */
export function pgDatabase(connectionString: string, { connections = 2, queryTimeoutMs = 15_000 } = {}): PgDatabase {
  const url = readStartupOptions(connectionString);
  let hasConnected = false;
  let keepsPlans = true;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let safeAt = Number.NEGATIVE_INFINITY;
  const open = (options: readonly string[]) => {
    const opened = new pg.Pool({
      connectionString: url.connectionString,
      options: options.length > 0 ? options.join(" ") : undefined,
      max: connections,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 30_000,
      query_timeout: queryTimeoutMs,
      keepAlive: true,
      application_name: "queue",
    });
    // An idle connection that breaks is replaced at the next query, which is where a lasting problem is reported.
    opened.on("error", () => {});
    opened.on("connect", () => {
      hasConnected = true;
    });
    return opened;
  };
  const planning = open([...url.options, ...planOptions]);
  let pool = planning;

  const checkPlans = async () => {
    checkedAt = performance.now();
    const { rows } = await pool.query<{ isSafe: boolean }>(planCheck);
    safeAt = rows[0]?.isSafe ? performance.now() : Number.NEGATIVE_INFINITY;
  };
  const run = async <TRow>(statement: Statement, parameters: readonly unknown[]): Promise<TRow[]> => {
    if (pool.ending) throw new QueueClosedError();
    const isSafe = statement.keepsPlan === "always" || performance.now() - safeAt < trustMs;
    const name = keepsPlans && statement.keepsPlan && isSafe ? namePrepared(statement) : undefined;
    const { rows } = await pool.query({ name, text: statement.text, values: parameters as unknown[] });
    // What goes wrong here goes wrong in the next statement as well.
    if (rows.length >= busyRows && performance.now() - checkedAt > checkEveryMs) void checkPlans().catch(() => {});
    return rows as TRow[];
  };
  /** After the error of a statement that has not run: whether it can be sent again, in a way that asks for less. */
  const canAskForLess = async (error: unknown): Promise<boolean> => {
    if (pool.ending) return false;
    if (!hasConnected && refusesOptions(error)) {
      if (pool === planning) {
        pool = open(url.options);
        await planning.end();
      }
      return true;
    }
    if (!keepsPlans || !isPreparedStatementError(error)) return false;
    keepsPlans = false; // a pooler, say, gives each statement to another connection
    return true;
  };
  return {
    query: async <TRow>(statement: Statement, parameters: readonly unknown[]) => {
      try {
        return await run<TRow>(statement, parameters);
      } catch (error) {
        if (await canAskForLess(error)) return run<TRow>(statement, parameters);
        throw error;
      }
    },
    close: () => pool.end(),
  };
}

/** Whether the server, or what stands before it, may have refused a connection because of its startup options. */
function refusesOptions(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === "08P01" || !isUnavailableError(error));
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
