import type { Database, Statement } from "../database/database.ts";

export interface HeldLease {
  id: string;
  /** Whether the task was cancelled while it runs. */
  isCancelled: boolean;
  /** Another transaction holds the row locked, so that the lease was not extended. */
  isLocked: boolean;
}

const statement: Statement = {
  name: "extendLeases",
  keepsPlan: "muchToDo",
  // Another transaction, for example of the application, may have locked a row. The statement does not wait for it: it skips the
  // row, and reports the claim as still held. An insert that refers to the task locks only its key, so the lease is extended.
  text: `WITH mine AS MATERIALIZED (
    SELECT t.id, h.token, t."cancelRequestedAt" IS NOT NULL AS "isCancelled" FROM jsonb_to_recordset($1::jsonb) AS h(id text, token uuid)
    JOIN "QueueTask" t ON t.id = h.id AND t."leaseToken" = h.token
  ), free AS MATERIALIZED (
    SELECT t.id, m.token FROM "QueueTask" t JOIN mine m ON m.id = t.id AND t."leaseToken" = m.token FOR NO KEY UPDATE OF t SKIP LOCKED
  ), extended AS (
    UPDATE "QueueTask" t SET "leaseExpiresAt" = clock_timestamp() + $2::float8 * interval '1 ms'
    FROM free f WHERE t.id = f.id AND t."leaseToken" = f.token
  )
  SELECT m.id, m."isCancelled", NOT EXISTS (SELECT 1 FROM free f WHERE f.id = m.id) AS "isLocked" FROM mine m`,
};

/** Extends the leases of claims that are still held, and returns these. The others are lost. */
export function extendLeases(
  database: Database,
  claims: readonly { id: string; token: string }[],
  leaseMs: number,
): Promise<HeldLease[]> {
  return database.query<HeldLease>(statement, [JSON.stringify(claims), leaseMs]);
}
