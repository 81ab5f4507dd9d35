import { createHash } from "node:crypto";
import pg from "pg";
import { QueueClosedError } from "../domain/errors/errors.ts";
import type { Database, Statement } from "./database.ts";
import { isLockTimeout, isPreparedStatementError, isStalePlanError } from "./databaseErrors.ts";
import { planCheck, planOptions } from "./planSettings.ts";
import { readStartupOptions } from "./startupOptions.ts";
import { translateError } from "./translateError.ts";

/** The queue's own connections, so that heartbeats and result writes do not wait for the application's pool. */
export interface PgDatabase extends Database {
  close(): Promise<void>;
}

/** Minimum number of rows or statements between two checks of whether plans can be kept. */
const muchWork = 50;
/** Minimum milliseconds between these checks. */
const checkEveryMs = 500;
/** Milliseconds for which the result of a check is valid. */
const trustMs = 5_000;
/** Milliseconds without prepared statements after one was missing. Each new try can cost one refused statement. */
const withoutPreparedMs = 300_000;
/** Maximum number of times that a refused statement is sent again, each time without the startup options or without a prepared statement. */
const maxResends = 3;

/**
 * Opens a small pool. A query that hangs, for example on a broken connection, fails after `queryTimeoutMs`, and its connection
 * is closed. Transaction poolers are supported. If a pooler refuses or drops startup options, plans that depend on table sizes are
 * not kept. If a prepared statement is missing, no statement is prepared for five minutes.
 */
export function pgDatabase(connectionString: string, { connections = 2, queryTimeoutMs = 15_000 } = {}): PgDatabase {
  const url = readStartupOptions(connectionString);
  let isAccepted = false;
  let unpreparedUntil = Number.NEGATIVE_INFINITY;
  /** New names, by text, for the prepared statements whose result columns a migration has changed. */
  const renewed = new Map<string, string>();
  let checkedAt = Number.NEGATIVE_INFINITY;
  let work = 0;
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
    // The next query replaces a broken idle connection, and reports a lasting problem.
    opened.on("error", () => {});
    // A connection that breaks while it is used fails its query.
    opened.on("connect", (client) => client.on("error", () => {}));
    return opened;
  };
  const planning = open([...url.options, ...planOptions]);
  planning.on("connect", () => {
    isAccepted = true;
  });
  let pool = planning;

  const checkPlans = async () => {
    checkedAt = performance.now();
    work = 0;
    const { rows } = await pool.query<{ isSafe: boolean }>(planCheck);
    safeAt = rows[0]?.isSafe ? performance.now() : Number.NEGATIVE_INFINITY;
  };
  /** Does the same as the pool's `query`, except that a lock timeout does not close the connection. */
  const send = async (query: pg.QueryConfig | pg.QueryArrayConfig): Promise<pg.QueryResult | pg.QueryArrayResult> => {
    const client = await pool.connect();
    try {
      const result = await client.query(query);
      client.release();
      return result;
    } catch (error) {
      client.release(!isLockTimeout(error));
      throw error;
    }
  };
  const keepsPlans = () => performance.now() >= unpreparedUntil;
  const chooseName = (statement: Statement): string | undefined => {
    const isSafe = statement.keepsPlan === "always" || performance.now() - safeAt < trustMs;
    if (!statement.keepsPlan || !isSafe || !keepsPlans()) return undefined;
    return renewed.get(statement.text) ?? namePrepared(statement);
  };
  const mayCheck = () => keepsPlans() && pool === planning && performance.now() - checkedAt > checkEveryMs;
  const run = async <TRow>(
    statement: Statement,
    parameters: readonly unknown[],
    name: string | undefined,
  ): Promise<TRow[]> => {
    if (pool.ending) throw new QueueClosedError();
    const values = [...parameters];
    const query = { name, text: statement.text, values };
    const result = await send(statement.toRow ? { ...query, rowMode: "array" } : query);
    // `pg` assigns a closure to a property of each query. V8 allocates such a closure in the old generation, so everything that
    // it references stays until the next full collection.
    const rows = result.rows.splice(0);
    values.length = 0;
    if (statement.keepsPlan) work += Math.max(rows.length, 1);
    // The next statement reports the same error.
    if (work >= muchWork && mayCheck()) void checkPlans().catch(() => {});
    return (statement.toRow ? rows.map(statement.toRow) : rows) as TRow[];
  };
  /**
   * After an error of a statement that has not run, returns whether it can be sent again without the startup options or without a
   * prepared statement.
   */
  const canAskForLess = (
    used: pg.Pool,
    statement: Statement,
    name: string | undefined,
    error: unknown,
    isResent: boolean,
  ): boolean => {
    if (used.ending) return false;
    if (used === planning && !isAccepted && refusesOptions(error)) {
      // The refusing pool stays open: queries that wait for its connections are refused as well, and are sent again.
      if (pool === planning) pool = open(url.options);
      return true;
    }
    if (name === undefined) return false;
    if (isStalePlanError(error) && !isResent) {
      // Under another name, every connection plans it again for the changed table.
      const isLast = (renewed.get(statement.text) ?? namePrepared(statement)) === name;
      if (isLast) renewed.set(statement.text, namePrepared({ name: statement.name, text: name }));
      return true;
    }
    if (!isPreparedStatementError(error) && !isStalePlanError(error)) return false;
    unpreparedUntil = performance.now() + withoutPreparedMs; // for example, a pooler changes the connection per statement
    return true;
  };
  return {
    query: async <TRow>(statement: Statement, parameters: readonly unknown[]) => {
      for (let resends = 0; ; resends++) {
        const used = pool;
        const name = chooseName(statement);
        try {
          return await run<TRow>(statement, parameters, name);
        } catch (error) {
          if (resends < maxResends && canAskForLess(used, statement, name, error, resends > 0)) continue;
          throw await translateError(error, async (text) => (await pool.query(text)).rows);
        }
      }
    },
    close: async () => void (await Promise.all([...new Set([planning, pool])].map((each) => each.end()))),
  };
}

/** Returns whether the protocol, the pooler or the server refused a connection because of its startup options. */
function refusesOptions(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(08P01|0A000|22023|42601|42704)$/.test(error.code ?? "");
}

/** The name has a hash of the text: behind a pooler, another version of this library may have used the same connection. */
function namePrepared({ name, text }: Statement): string {
  let prepared = preparedNames.get(text);
  if (prepared === undefined) {
    prepared = `queue_${name}_${createHash("sha256").update(text).digest("hex").slice(0, 12)}`;
    preparedNames.set(text, prepared);
  }
  return prepared;
}

const preparedNames = new Map<string, string>();
