import { createHash } from "node:crypto";
import pg from "pg";
import { QueueClosedError } from "../domain/errors/errors.ts";
import type { Database, Statement } from "./database.ts";
import { isLockTimeout, isPreparedStatementError, isStalePlanError } from "./databaseErrors.ts";
import { planCheck, planOptions } from "./planSettings.ts";
import { readStartupOptions } from "./startupOptions.ts";
import { translateError } from "./translateError.ts";

/** Connections of the queue's own, so that heartbeats and settlements never wait for the application's pool. */
export interface PgDatabase extends Database {
  close(): Promise<void>;
}

/** So many rows or statements since the last check say that there is much to do, so that planning anew each time would cost. */
const muchWork = 50;
/** Whether plans can be kept is then asked, at most every so many milliseconds, … */
const checkEveryMs = 500;
/** … and the answer counts for so many. */
const trustMs = 5_000;
/** Milliseconds without prepared statements after one got lost. Then they are tried again, which costs one refused statement. */
const withoutPreparedMs = 300_000;
/** A statement that has not run is sent again at most so often, each time in a way that asks for less. */
const maxResends = 3;

/**
 * A small pool. A query that hangs, as on a connection whose other end vanished, is given up after `queryTimeoutMs` and
 * its connection closed. Transaction poolers are fine: where they refuse startup options or drop them, plans that depend on
 * sizes are made each time, and after a prepared statement got lost, none is prepared for some minutes.
 */
export function pgDatabase(connectionString: string, { connections = 2, queryTimeoutMs = 15_000 } = {}): PgDatabase {
  const url = readStartupOptions(connectionString);
  let isAccepted = false;
  let unpreparedUntil = Number.NEGATIVE_INFINITY;
  /** Names of prepared statements, by text, where they are not the usual ones: of those that a migration has outdated. */
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
    // An idle connection that breaks is replaced at the next query, which is where a lasting problem is reported.
    opened.on("error", () => {});
    // One that breaks while it is used fails its query.
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
  /** As the pool's own `query`, except that a lock which stays costs no connection. */
  const send = async (query: pg.QueryConfig | pg.QueryArrayConfig): Promise<pg.QueryResult | pg.QueryArrayResult> => {
    const client = await pool.connect();
    try {
      const answer = await client.query(query);
      client.release();
      return answer;
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
    const answer = await send(statement.toRow ? { ...query, rowMode: "array" } : query);
    // `pg` assigns a closure to each query, and V8 places a closure that is assigned to a property among the old objects:
    // what it reaches stays until the next full collection.
    const rows = answer.rows.splice(0);
    values.length = 0;
    if (statement.keepsPlan) work += Math.max(rows.length, 1);
    // What goes wrong here goes wrong in the next statement as well.
    if (work >= muchWork && mayCheck()) void checkPlans().catch(() => {});
    return (statement.toRow ? rows.map(statement.toRow) : rows) as TRow[];
  };
  /** After the error of a statement that has not run: whether it can be sent again, in a way that asks for less. */
  const canAskForLess = (
    used: pg.Pool,
    statement: Statement,
    name: string | undefined,
    error: unknown,
    isResent: boolean,
  ): boolean => {
    if (used.ending) return false;
    if (used === planning && !isAccepted && refusesOptions(error)) {
      // The refusing pool stays until the end: whoever waits for a connection of its gets a refusal as well, and comes here.
      if (pool === planning) pool = open(url.options);
      return true;
    }
    if (name === undefined) return false;
    if (isStalePlanError(error) && !isResent) {
      // Under another name it is planned for the table as it is now, on every connection.
      const isLast = (renewed.get(statement.text) ?? namePrepared(statement)) === name;
      if (isLast) renewed.set(statement.text, namePrepared({ name: statement.name, text: name }));
      return true;
    }
    if (!isPreparedStatementError(error) && !isStalePlanError(error)) return false;
    unpreparedUntil = performance.now() + withoutPreparedMs; // a pooler, say, gives each statement to another connection
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

/** Whether a connection was refused because of its startup options: unknown to the protocol, to the pooler, or to the server. */
function refusesOptions(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(08P01|0A000|22023|42601|42704)$/.test(error.code ?? "");
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
