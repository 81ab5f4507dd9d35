import type { QueueCore } from "../core.ts";
import type { Database, Statement } from "../database/database.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { toDate, toMs } from "../database/times.ts";
import { resolvePage } from "../querying/resolveFilter.ts";
import type { Page, PageOptions } from "../querying/TaskFilter.ts";
import { checkIdCursor, toPage } from "../querying/toPage.ts";
import { checkKey, refuseUnknown } from "../validation/checkValues.ts";

/** One change of a setting. */
export interface AuditEntry {
  at: Date;
  actor: string;
  /** What was done: `type.pause`, `type.resume`, or `schedule.` and `create`, `update`, `delete`, `pause`, `resume`, `run` or `backfill`. */
  action: string;
  /** The name of the type or the schedule. */
  name: string;
  reason: string | null;
  /** What the setting was and is. Times are milliseconds since 1970. Null if it did not exist. */
  before: unknown;
  after: unknown;
}

/** The values of an audit row, in SQL. */
interface AuditValues {
  actor: string;
  action: string;
  name: string;
  reason: string;
  before: string;
  after: string;
}

/**
 * SQL: inserts the audit row of a change, as a CTE of the statement that makes the change.
 * @param from - SQL to use after FROM: one row if the change was made, none otherwise
 */
export const writeAudit = (
  { actor, action, name, reason, before, after }: AuditValues,
  from: string,
): string => `INSERT INTO "QueueAudit" ("at", actor, action, name, reason, before, after)
    SELECT clock_timestamp(), ${actor}, ${action}, ${name}, ${reason}, ${before}, ${after} FROM ${from}`;

const list: Statement = {
  name: "listAudit",
  text: `SELECT a.id::text AS id, ${toMs("a.at")} AS "atMs", a.actor, a.action, a.name, a.reason, a.before, a.after FROM "QueueAudit" a
  WHERE a.id < coalesce($1::bigint, 9223372036854775807) AND ($3::text IS NULL OR a.name = $3::text)
  ORDER BY a.id DESC LIMIT $2::int`,
};

type AuditRow = Omit<AuditEntry, "at"> & { id: string; atMs: number };

/** Returns the changes before the one with the id `before`, newest first. @param name - only of this setting; null means all */
export function queryAudit(
  database: Database,
  name: string | null,
  before: string | null,
  limit: number,
): Promise<AuditRow[]> {
  return database.query<AuditRow>(list, [before, limit, name]);
}

/** Returns a page of the changes of settings, newest first. @param options.name - only of this type or schedule. Default: all */
export async function listAudit(
  { database }: Pick<QueueCore, "database">,
  options: PageOptions & { name?: string | undefined },
): Promise<Page<AuditEntry>> {
  refuseUnknown(options, ["name", "cursor", "limit"]);
  const { name, ...page } = options;
  if (name !== undefined) checkKey("name", name);
  const { cursor, limit } = resolvePage(page);
  checkIdCursor(cursor);
  const rows = await retryTransient(() => queryAudit(database, name ?? null, cursor, limit + 1));
  return toPage(
    rows,
    limit,
    ({ id: _, atMs, ...entry }) => ({ ...entry, at: toDate(atMs) }),
    ({ id }) => id,
  );
}
