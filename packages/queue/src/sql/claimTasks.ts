import type { Database, Statement } from "../database/database.ts";
import { type ClaimedRow, type ClaimedTask, claimAssignments, claimedColumns, withToken } from "./claimedTask.ts";

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
  /** Only tasks that have been due for so many milliseconds, the longest due first whatever their priority; 0 means all, by priority. */
  minWaitMs: number;
}

/**
 * Distinct priorities of a type that are visited one by one. Beyond that all lower ones are read as one range, which then
 * passes over rows that are scheduled for later: thousands of priorities would cost a probe each in every claim.
 */
const maxLevels = 16;

const selectDue = (
  level: string,
  order: string,
) => `SELECT t.id, CASE WHEN $7::float8 > 0 THEN 0 ELSE coalesce(t.priority, 0) END AS priority,
        coalesce(t."scheduledFor", t."createdAt") AS due, t.seq, t."crashCount" >= 2 AS "isSuspect", t."concurrencyKey" FROM "QueueTask" t
      WHERE t.type = l.type AND t.status IN ('PENDING', 'FAILED') AND coalesce(t.priority, 0) ${level}
        AND coalesce(t."scheduledFor", t."createdAt") <= statement_timestamp() - $7::float8 * interval '1 ms' AND t.attempts < t."maxAttempts"
        AND ($6::boolean OR t."crashCount" < 2)
        AND (t."concurrencyKey" IS NULL OR NOT EXISTS (SELECT 1 FROM "QueueTask" r
          WHERE r."concurrencyKey" = t."concurrencyKey" AND r."concurrencyKey" IS NOT NULL AND r.status = 'PROCESSING'))
      ORDER BY ${order}coalesce(t."scheduledFor", t."createdAt"), t.seq LIMIT least(l."limit", $5::int) FOR UPDATE SKIP LOCKED`;

const statement: Statement = {
  name: "claimTasks",
  // `levels` walks the distinct priorities of each wanted type, one index probe each, so that `candidates` can read
  // QueueTask_claim_idx as a range that ends at the present: rows scheduled for later are never visited, whatever their
  // priority. Types that are paused or that this process does not know are never visited either.
  // MATERIALIZED: rows are locked once and at most `limit` are updated, where a join could re-run the subquery.
  // `refused` is empty unless there are suspects or concurrency keys. The sorts in `picked` see at most the limit of each
  // type and priority, never the backlog.
  text: `WITH RECURSIVE wanted AS (
    SELECT w.type, w."limit", w."timeoutMs" FROM jsonb_to_recordset($4::jsonb) AS w(type text, "limit" int, "timeoutMs" int)
    WHERE NOT EXISTS (SELECT 1 FROM "QueueGate" g WHERE g.type = w.type)
  ), levels AS (
    SELECT w.type, w."limit", w."timeoutMs", 0 AS depth, (SELECT coalesce(t.priority, 0) FROM "QueueTask" t
      WHERE t.type = w.type AND t.status IN ('PENDING', 'FAILED') ORDER BY coalesce(t.priority, 0) DESC LIMIT 1) AS priority
    FROM wanted w
    UNION ALL
    SELECT l.type, l."limit", l."timeoutMs", l.depth + 1, (SELECT coalesce(t.priority, 0) FROM "QueueTask" t
      WHERE t.type = l.type AND t.status IN ('PENDING', 'FAILED') AND coalesce(t.priority, 0) < l.priority
      ORDER BY coalesce(t.priority, 0) DESC LIMIT 1)
    FROM levels l WHERE l.priority IS NOT NULL AND l.depth < ${maxLevels}
  ), candidates AS MATERIALIZED (
    SELECT c.id, l.type, l."limit", l."timeoutMs", c.priority, c.due, c.seq, c."isSuspect", c."concurrencyKey"
    FROM levels l CROSS JOIN LATERAL (
      ${selectDue("= l.priority", "")}) c
    WHERE l.priority IS NOT NULL AND l.depth < ${maxLevels}
    UNION ALL
    SELECT c.id, l.type, l."limit", l."timeoutMs", c.priority, c.due, c.seq, c."isSuspect", c."concurrencyKey"
    FROM levels l CROSS JOIN LATERAL (
      ${selectDue("<= l.priority", "coalesce(t.priority, 0) DESC, ")}) c
    WHERE l.priority IS NOT NULL AND l.depth = ${maxLevels}
  ), refused AS (
    SELECT s.id FROM (SELECT c.id FROM candidates c WHERE c."isSuspect" ORDER BY c.priority DESC, c.due, c.seq OFFSET 1) s
    UNION ALL
    SELECT k.id FROM (SELECT c.id, row_number() OVER (PARTITION BY c."concurrencyKey" ORDER BY c.priority DESC, c.due, c.seq) AS nth
      FROM candidates c WHERE c."concurrencyKey" IS NOT NULL) k WHERE k.nth > 1
  ), ranked AS (
    SELECT c.id, c."limit", c."timeoutMs", c.priority, c.due, c.seq,
      row_number() OVER (PARTITION BY c.type ORDER BY c.priority DESC, c.due, c.seq) AS "nthOfType"
    FROM candidates c WHERE c.id NOT IN (SELECT r.id FROM refused r)
  ), picked AS MATERIALIZED (
    SELECT r.id, r."timeoutMs", row_number() OVER (ORDER BY r.priority DESC, r.due, r.seq)::int AS place FROM ranked r
    WHERE r."nthOfType" <= r."limit" ORDER BY place LIMIT $5::int
  )
  UPDATE "QueueTask" t SET ${claimAssignments} FROM picked w WHERE t.id = w.id
  RETURNING w.place, ${claimedColumns}`,
};

/** Claims due tasks: the highest priority first, then the longest due, then the order of adding. */
export async function claimTasks(database: Database, request: ClaimRequest): Promise<ClaimedTask[]> {
  const { token, holder, leaseMs, wanted, limit, allowsSuspect, minWaitMs } = request;
  const rows = await database.query<ClaimedRow & { place: number }>(statement, [
    token,
    holder,
    leaseMs,
    JSON.stringify(wanted),
    limit,
    allowsSuspect,
    minWaitMs,
  ]);
  return withToken(
    rows.sort((a, b) => a.place - b.place),
    token,
  );
}
