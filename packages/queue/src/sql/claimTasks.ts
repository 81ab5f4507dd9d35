import type { Database, Statement } from "../database/database.ts";
import { type ClaimedRow, type ClaimedTask, claimAssignments, claimedColumns } from "./claimedTask.ts";

/** A type that the runner has room for. */
export interface WantedType {
  type: string;
  /** Tasks of this type at the most. */
  limit: number;
  /** Milliseconds a task may run that does not say so itself; 0 means no limit. */
  timeoutMs: number;
}

export interface ClaimRequest {
  /** A fresh UUID: the fencing token of the claimed tasks. */
  token: string;
  /** Who holds the leases. */
  holder: string;
  leaseMs: number;
  wanted: readonly WantedType[];
  /** Tasks at the most. */
  limit: number;
  /** Whether a task that crashed its process twice may be among them; then only one is. */
  allowsSuspect: boolean;
}

const statement: Statement = {
  name: "claimTasks",
  // `levels` walks the distinct priorities of each wanted type, one index probe each, so that `candidates` can read
  // QueueTask_claim_idx as a range that ends at the present: rows scheduled for later are never visited, whatever their
  // priority. Types that are paused or that this process does not know are never visited either.
  // MATERIALIZED: rows are locked once and at most `limit` are updated, where a join could re-run the subquery.
  // The sort in `picked` sees at most the limit of each type and priority, never the backlog.
  text: `WITH RECURSIVE wanted AS (
    SELECT w.type, w."limit", w."timeoutMs" FROM jsonb_to_recordset($4::jsonb) AS w(type text, "limit" int, "timeoutMs" int)
    WHERE NOT EXISTS (SELECT 1 FROM "QueueGate" g WHERE g.type = w.type)
  ), levels AS (
    SELECT w.type, w."limit", (SELECT coalesce(t.priority, 0) FROM "QueueTask" t
      WHERE t.type = w.type AND t.status IN ('PENDING', 'FAILED') ORDER BY coalesce(t.priority, 0) DESC LIMIT 1) AS priority
    FROM wanted w
    UNION ALL
    SELECT l.type, l."limit", (SELECT coalesce(t.priority, 0) FROM "QueueTask" t
      WHERE t.type = l.type AND t.status IN ('PENDING', 'FAILED') AND coalesce(t.priority, 0) < l.priority
      ORDER BY coalesce(t.priority, 0) DESC LIMIT 1)
    FROM levels l WHERE l.priority IS NOT NULL
  ), candidates AS MATERIALIZED (
    SELECT c.id, l.type, l."limit", l.priority, c.due, c.seq, c.suspect FROM levels l CROSS JOIN LATERAL (
      SELECT t.id, coalesce(t."scheduledFor", t."createdAt") AS due, t.seq, t."crashCount" >= 2 AS suspect FROM "QueueTask" t
      WHERE t.type = l.type AND t.status IN ('PENDING', 'FAILED') AND coalesce(t.priority, 0) = l.priority
        AND coalesce(t."scheduledFor", t."createdAt") <= statement_timestamp() AND t.attempts < t."maxAttempts"
        AND ($6::boolean OR t."crashCount" < 2)
        AND (t."concurrencyKey" IS NULL OR NOT EXISTS (SELECT 1 FROM "QueueTask" r
          WHERE r."concurrencyKey" = t."concurrencyKey" AND r."concurrencyKey" IS NOT NULL AND r.status = 'PROCESSING'))
      ORDER BY coalesce(t."scheduledFor", t."createdAt"), t.seq LIMIT least(l."limit", $5::int) FOR UPDATE SKIP LOCKED) c
    WHERE l.priority IS NOT NULL
  ), ranked AS (
    SELECT c.id, c.type, c."limit", c.priority, c.due, c.seq, c.suspect, t."concurrencyKey",
      row_number() OVER (PARTITION BY c.type ORDER BY c.priority DESC, c.due, c.seq) AS "nthOfType",
      row_number() OVER (PARTITION BY c.suspect ORDER BY c.priority DESC, c.due, c.seq) AS "nthSuspect",
      row_number() OVER (PARTITION BY t."concurrencyKey" ORDER BY c.priority DESC, c.due, c.seq) AS "nthOfKey"
    FROM candidates c JOIN "QueueTask" t ON t.id = c.id
  ), picked AS MATERIALIZED (
    SELECT r.id, row_number() OVER (ORDER BY r.priority DESC, r.due, r.seq)::int AS place FROM ranked r
    WHERE r."nthOfType" <= r."limit" AND (NOT r.suspect OR r."nthSuspect" = 1) AND (r."concurrencyKey" IS NULL OR r."nthOfKey" = 1)
    ORDER BY place LIMIT $5::int
  )
  UPDATE "QueueTask" t SET ${claimAssignments}
  FROM picked p, wanted w WHERE t.id = p.id AND w.type = t.type
  RETURNING p.place, ${claimedColumns}`,
};

/** Claims due tasks: the highest priority first, then the longest due, then the order of adding. */
export async function claimTasks(database: Database, request: ClaimRequest): Promise<ClaimedTask[]> {
  const { token, holder, leaseMs, wanted, limit, allowsSuspect } = request;
  const rows = await database.query<ClaimedRow & { place: number }>(statement, [
    token,
    holder,
    leaseMs,
    JSON.stringify(wanted),
    limit,
    allowsSuspect,
  ]);
  return rows.sort((a, b) => a.place - b.place).map(({ place: _, ...row }) => ({ ...row, token }));
}
