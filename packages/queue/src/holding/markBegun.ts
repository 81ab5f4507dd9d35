import type { Database, Statement } from "../database/database.ts";

/** Whether the mark of a claim was written. */
export type BegunMark = "marked" | "locked" | "lost";

const statement: Statement = {
  name: "markBegun",
  // A row that another transaction has locked is skipped, so its task begins later. Its timeout starts with the
  // mark. A repetition after a lost reply does not start it again.
  text: `WITH mine AS MATERIALIZED (
    SELECT t.id FROM jsonb_to_recordset($1::jsonb) AS c(id text, token uuid) JOIN "QueueTask" t ON t.id = c.id AND t."leaseToken" = c.token
  ), free AS MATERIALIZED (
    SELECT t.id, c.token, t."claimedAhead" FROM jsonb_to_recordset($1::jsonb) AS c(id text, token uuid)
    JOIN "QueueTask" t ON t.id = c.id AND t."leaseToken" = c.token FOR NO KEY UPDATE OF t SKIP LOCKED
  ), marked AS (
    UPDATE "QueueTask" t SET "claimedAhead" = false, "deadlineAt" = clock_timestamp() + (t."deadlineAt" - t."startedAt") FROM free f
    WHERE t.id = f.id AND t."leaseToken" = f.token AND f."claimedAhead"
  )
  SELECT m.id, EXISTS (SELECT 1 FROM free f WHERE f.id = m.id) AS "isMarked" FROM mine m`,
};

/**
 * Marks claimed tasks as begun in the database, before their workers are called, so that their attempts count even if this process
 * dies. Returns one mark for each claim.
 */
export async function markBegun(
  database: Database,
  claims: readonly { id: string; token: string }[],
): Promise<BegunMark[]> {
  const parameter = JSON.stringify(claims.map(({ id, token }) => ({ id, token })));
  const rows = await database.query<{ id: string; isMarked: boolean }>(statement, [parameter]);
  const held = new Map(rows.map(({ id, isMarked }) => [id, isMarked]));
  return claims.map(({ id }) => (held.has(id) ? (held.get(id) ? "marked" : "locked") : "lost"));
}
