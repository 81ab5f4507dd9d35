import { toTextArray } from "../database/arrays.ts";
import type { Database, Statement } from "../database/database.ts";
import type { QueueStatus } from "../domain/types.ts";
import { appendStatistics } from "../settling/statistics.ts";

export interface RescuedTask {
  id: string;
  type: string;
  /** FAILED, MAX_RETRIES_REACHED or CANCELLED; PENDING when the task may not have begun, and its attempt was refunded. */
  status: QueueStatus;
  reason: "LEASE_EXPIRED" | "TIMEOUT";
}

/** Which claims are left to runners that live. */
interface Patience {
  /** A runner that gave a sign of life within so many milliseconds may extend its leases yet. */
  signMs: number;
  /** Claims that were spared for long enough, as {@link Rescue} names them. */
  impatientWith: readonly string[];
}

export interface Rescue {
  rescued: RescuedTask[];
  /** Names of claims whose lease or deadline is over, and that are left to their runner for now, since it lives. */
  spared: string[];
}

/** Tasks rescued by one statement at the most. */
export const rescueBatch = 200;

/** Nobody knows better how long the attempt took than its row does. A due time that is infinite says nothing. */
const rowTimes = `greatest(date_part('epoch', t."processedAt" - t."startedAt") * 1000, 0) AS "runMs",
    CASE WHEN isfinite(coalesce(t."scheduledFor", t."createdAt"))
      THEN greatest(date_part('epoch', t."startedAt" - coalesce(t."scheduledFor", t."createdAt")) * 1000, 0) ELSE 0 END AS "waitMs"`;

/** Names a claim; tasks that were claimed together have one token. */
const claimName = (row: string) => `(${row}."leaseToken"::text || ' ' || ${row}.id)`;

const isExpired = `t.status = 'PROCESSING' AND (t."leaseExpiresAt" < clock_timestamp() OR t."deadlineAt" < clock_timestamp())`;

/**
 * The runner lives: a lock of somebody else's, which is gone now, may have kept it from extending the lease, or from recording
 * that the attempt is over.
 */
const isSpared = `coalesce(${claimName("t")} <> ALL($4::text::text[]) AND t."leaseHolder" IN (SELECT regexp_replace(r.id, '/[^/]*$', '')
      FROM "QueueRunner" r WHERE r."heartbeatAt" > clock_timestamp() - $3::float8 * interval '1 ms'), false)`;

/**
 * Nobody knows that the task had begun. When the deadline passed and not the lease, its holder lives, and began it long ago,
 * unless it would have marked that.
 */
const isRefunded = `(t."claimedAhead" AND (t."leaseExpiresAt" < clock_timestamp() OR t.attempts >= t."maxAttempts" OR t."crashCount" > 0))`;

const isOver = `(t."cancelRequestedAt" IS NOT NULL OR t.attempts >= t."maxAttempts" AND NOT e."isRefunded")`;

const statement: Statement = {
  name: "rescueTasks",
  // Everybody sweeps: SKIP LOCKED keeps sweepers apart, and a row that is being settled just now is left alone.
  // Decided on row values alone: a type that this process does not know is rescued like any other and never judged by that.
  // What failed comes back spread over $2 ms, so that a mass rescue is no mass start. What may not have begun keeps its place.
  // A task that was claimed ahead and has crashed before is marked when it begins, and so is one on its last attempt: without the
  // mark it is known not to have begun, and no further crash is counted. Of others it is not known: the crash is counted, and
  // from then on they are among those that are marked.
  text: `WITH over AS MATERIALIZED (
    SELECT t.id, t."leaseExpiresAt", ${isSpared} AS "isSpared" FROM "QueueTask" t WHERE ${isExpired} ORDER BY t."leaseExpiresAt" LIMIT 5000
  ), expired AS MATERIALIZED (
    SELECT t.id, t."leaseHolder", ${isRefunded} AS "isRefunded",
      CASE WHEN t."leaseExpiresAt" < clock_timestamp() THEN 'LEASE_EXPIRED' ELSE 'TIMEOUT' END AS reason
    FROM over o JOIN "QueueTask" t ON t.id = o.id WHERE ${isExpired} AND NOT o."isSpared"
    ORDER BY o."leaseExpiresAt" LIMIT $1::int FOR NO KEY UPDATE OF t SKIP LOCKED
  ), spared AS MATERIALIZED (
    SELECT ${claimName("t")} AS name FROM over o JOIN "QueueTask" t ON t.id = o.id WHERE ${isExpired} AND o."isSpared"
    FOR NO KEY UPDATE OF t SKIP LOCKED
  ), done AS (
    UPDATE "QueueTask" t SET
      status = CASE WHEN t."cancelRequestedAt" IS NOT NULL THEN 'CANCELLED' WHEN ${isOver} THEN 'MAX_RETRIES_REACHED'
        WHEN e."isRefunded" THEN 'PENDING' ELSE 'FAILED' END::"QueueStatus",
      "terminalReason" = CASE WHEN t."cancelRequestedAt" IS NOT NULL THEN 'CANCELLED' WHEN ${isOver} THEN e.reason END,
      "finishedAt" = CASE WHEN ${isOver} THEN clock_timestamp() END,
      "scheduledFor" = CASE WHEN ${isOver} OR e."isRefunded" THEN t."scheduledFor"
        ELSE clock_timestamp() + random() * $2::float8 * interval '1 ms' END,
      "errorMessage" = CASE WHEN e."isRefunded" THEN 'The process that had claimed the task died or lost touch, perhaps before the task began.'
        WHEN e.reason = 'TIMEOUT' THEN 'The attempt ran past its deadline.' ELSE 'The process that ran this attempt died or lost touch.' END,
      attempts = t.attempts - e."isRefunded"::int, "claimedAhead" = false,
      "failureCount" = least(t."failureCount" + (NOT e."isRefunded")::int, 1000000),
      "crashCount" = least(t."crashCount" + (e.reason = 'LEASE_EXPIRED' AND NOT (e."isRefunded" AND t."crashCount" > 0))::int, 1000000),
      "processedAt" = clock_timestamp(), "updatedAt" = clock_timestamp(),
      "leaseToken" = NULL, "leaseHolder" = NULL, "leaseExpiresAt" = NULL, "deadlineAt" = NULL
    FROM expired e WHERE t.id = e.id AND t.status = 'PROCESSING'
    RETURNING t.id, t.attempts + e."isRefunded"::int AS attempt, t."startedAt", t."processedAt", t."errorMessage", e.reason, e."leaseHolder",
      t.type, t.status::text AS status, ${rowTimes}
  ), history AS (
    INSERT INTO "QueueTaskAttempt" ("taskId", attempt, outcome, "errorMessage", "runnerId", "startedAt", "finishedAt")
    SELECT d.id, d.attempt, d.reason, d."errorMessage", d."leaseHolder", coalesce(d."startedAt", d."processedAt"), d."processedAt" FROM done d
  ), stats AS (${appendStatistics("(SELECT * FROM done o WHERE o.status <> 'PENDING')")})
  SELECT d.id, d.type, d.status, d.reason, NULL AS spared FROM done d
  UNION ALL SELECT NULL, NULL, NULL, NULL, s.name FROM spared s`,
};

/**
 * Takes back tasks whose lease or deadline is over, at most {@link rescueBatch}.
 * @param spreadMs - they come back within so many milliseconds
 * @param patience - default: none
 */
export async function rescueTasks(
  database: Database,
  spreadMs: number,
  { signMs, impatientWith }: Patience = { signMs: 0, impatientWith: [] },
): Promise<Rescue> {
  const rows = await database.query<RescuedTask & { spared: string | null }>(statement, [
    rescueBatch,
    spreadMs,
    signMs,
    toTextArray(impatientWith),
  ]);
  const rescued: RescuedTask[] = [];
  const spared: string[] = [];
  for (const { spared: name, ...task } of rows) {
    if (name === null) rescued.push(task);
    else spared.push(name);
  }
  return { rescued, spared };
}
