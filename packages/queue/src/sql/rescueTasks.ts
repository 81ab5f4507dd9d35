import type { Database, Statement } from "../database/database.ts";
import type { QueueStatus } from "../types.ts";
import { appendStatistics } from "./statistics.ts";

export interface RescuedTask {
  id: string;
  type: string;
  status: QueueStatus;
  reason: "LEASE_EXPIRED" | "TIMEOUT";
}

/** Tasks rescued by one statement at the most. */
export const rescueBatch = 200;

/** Nobody knows better how long the attempt took than its row does. A due time that is infinite says nothing. */
const rowTimes = `greatest(date_part('epoch', t."processedAt" - t."startedAt") * 1000, 0) AS "runMs",
    CASE WHEN isfinite(coalesce(t."scheduledFor", t."createdAt"))
      THEN greatest(date_part('epoch', t."startedAt" - coalesce(t."scheduledFor", t."createdAt")) * 1000, 0) ELSE 0 END AS "waitMs"`;

const statement: Statement = {
  name: "rescueTasks",
  // Everybody sweeps: SKIP LOCKED keeps sweepers apart, and a row that is being settled just now is left alone.
  // Decided on row values alone: a type that this process does not know is rescued like any other and never judged by that.
  // What comes back is spread over $2 ms, so that a mass rescue is no mass start.
  text: `WITH expired AS MATERIALIZED (
    SELECT t.id, t."leaseHolder", CASE WHEN t."leaseExpiresAt" < clock_timestamp() THEN 'LEASE_EXPIRED' ELSE 'TIMEOUT' END AS reason FROM "QueueTask" t
    WHERE t.status = 'PROCESSING' AND (t."leaseExpiresAt" < clock_timestamp() OR t."deadlineAt" < clock_timestamp())
    ORDER BY t."leaseExpiresAt" LIMIT $1::int FOR UPDATE SKIP LOCKED
  ), done AS (
    UPDATE "QueueTask" t SET
      status = CASE WHEN t."cancelRequestedAt" IS NOT NULL THEN 'CANCELLED' WHEN t.attempts >= t."maxAttempts" THEN 'MAX_RETRIES_REACHED' ELSE 'FAILED' END::"QueueStatus",
      "terminalReason" = CASE WHEN t."cancelRequestedAt" IS NOT NULL THEN 'CANCELLED' WHEN t.attempts >= t."maxAttempts" THEN e.reason END,
      "finishedAt" = CASE WHEN t."cancelRequestedAt" IS NOT NULL OR t.attempts >= t."maxAttempts" THEN clock_timestamp() END,
      "scheduledFor" = CASE WHEN t."cancelRequestedAt" IS NOT NULL OR t.attempts >= t."maxAttempts" THEN t."scheduledFor"
        ELSE clock_timestamp() + random() * $2::float8 * interval '1 ms' END,
      "errorMessage" = CASE e.reason WHEN 'TIMEOUT' THEN 'The attempt ran past its deadline.' ELSE 'The process that ran this attempt died or lost touch.' END,
      "failureCount" = least(t."failureCount" + 1, 1000000), "crashCount" = least(t."crashCount" + (e.reason = 'LEASE_EXPIRED')::int, 1000000),
      "processedAt" = clock_timestamp(), "updatedAt" = clock_timestamp(),
      "leaseToken" = NULL, "leaseHolder" = NULL, "leaseExpiresAt" = NULL, "deadlineAt" = NULL
    FROM expired e WHERE t.id = e.id AND t.status = 'PROCESSING'
    RETURNING t.id, t.attempts, t."startedAt", t."processedAt", t."errorMessage", e.reason, e."leaseHolder", t.type, t.status::text AS status, ${rowTimes}
  ), history AS (
    INSERT INTO "QueueTaskAttempt" ("taskId", attempt, outcome, "errorMessage", "runnerId", "startedAt", "finishedAt")
    SELECT d.id, d.attempts, d.reason, d."errorMessage", d."leaseHolder", coalesce(d."startedAt", d."processedAt"), d."processedAt" FROM done d
  ), stats AS (${appendStatistics()})
  SELECT d.id, d.type, d.status, d.reason FROM done d`,
};

/** Takes back tasks whose lease or deadline is over, at most {@link rescueBatch}. */
export function rescueTasks(database: Database, spreadMs: number): Promise<RescuedTask[]> {
  return database.query<RescuedTask>(statement, [rescueBatch, spreadMs]);
}
