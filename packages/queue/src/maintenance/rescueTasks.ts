import { dueTime, isMarkedWhenBegun } from "../claiming/claimRules.ts";
import { toTextArray } from "../database/arrays.ts";
import type { Database, Statement } from "../database/database.ts";
import { type StatementSlots, withWrites } from "../database/StatementSlots.ts";
import type { QueueStatus, TaskMeta } from "../domain/types.ts";
import { clearLease, endWithoutSuccess, isLastAttempt } from "../settling/endOfClaim.ts";
import { appendStatistics } from "../settling/statistics.ts";

export interface RescuedTask {
  id: string;
  type: string;
  ownerId: string | null;
  /** FAILED, MAX_RETRIES_REACHED or CANCELLED; PENDING if the task may not have begun, so that its attempt is not used. */
  status: QueueStatus;
  reason: "LEASE_EXPIRED" | "TIMEOUT";
  /** The number of the attempt that the rescue has ended. */
  attempt: number;
  /** The message that the rescue has recorded. */
  errorMessage: string;
  meta: TaskMeta | null;
  waitMs: number;
  runMs: number;
}

/** Which expired claims a rescue skips, because their runners are alive. */
interface Patience {
  /** Maximum milliseconds since a runner's last heartbeat for which the runner counts as alive. */
  signMs: number;
  /** Names of claims, as in {@link Rescue}, that are no longer skipped, because they were skipped for the time of a heartbeat. */
  impatientWith: readonly string[];
}

export interface Rescue {
  rescued: RescuedTask[];
  /** Names of claims that have expired, and that this rescue skipped because their runner is alive. */
  spared: string[];
}

/** Maximum number of tasks that one statement rescues. */
export const rescueBatch = 200;

/** SQL: the run time and the waiting time of the attempt, from the columns of the row. For an infinite due time, the wait is 0. */
const rowTimes = `greatest(date_part('epoch', t."processedAt" - t."startedAt") * 1000, 0) AS "runMs",
    CASE WHEN isfinite(${dueTime})
      THEN greatest(date_part('epoch', t."startedAt" - ${dueTime}) * 1000, 0) ELSE 0 END AS "waitMs"`;

/** SQL: the name of a claim. Tasks that were claimed together have the same token. */
const claimName = (row: string) => `(${row}."leaseToken"::text || ' ' || ${row}.id)`;

/**
 * SQL: whether the claim has expired: its lease, or the deadline. The deadline is `timeoutMs` and `leaseMs` after the claim, or after
 * the mark that the task begins. The lease owner ends the attempt at its timeout, so a rescue at the deadline is rare.
 */
const isExpired = `t.status = 'PROCESSING' AND (t."leaseExpiresAt" < clock_timestamp() OR t."deadlineAt" < clock_timestamp())`;

/**
 * SQL: whether the runner is alive. Another transaction may have locked the row until now, so that the runner could not extend the
 * lease or record the outcome.
 */
const isSpared = `coalesce(${claimName("t")} <> ALL($4::text::text[]) AND t."leaseHolder" IN (SELECT regexp_replace(r.id, '/[^/]*$', '')
      FROM "QueueRunner" r WHERE r."heartbeatAt" > clock_timestamp() - $3::float8 * interval '1 ms'), false)`;

/**
 * SQL: whether the task may not have begun, so that its attempt is not used. If only the deadline has passed, the lease owner is
 * alive. It has begun the task, unless the task needs a mark and has none.
 */
const isRefunded = `(t."claimedAhead" AND (t."leaseExpiresAt" < clock_timestamp() OR ${isMarkedWhenBegun("t.attempts")}))`;

const rescueStatement = ({ onSettle }: StatementSlots): Statement => ({
  name: "rescueTasks",
  // Every runner rescues. SKIP LOCKED prevents two runners from rescuing the same task, and skips rows whose outcome is being
  // recorded. The statement uses only values of the row, so a process also rescues tasks of types that it has no worker for.
  // The due times of failed tasks are spread over $2 ms, so that the tasks do not all start at once. A task that may not have begun
  // keeps its place in the claim order.
  // A task that may have begun no longer expires (startBy).
  // A task that was claimed ahead and that has crashed before or is on its last attempt is marked when it begins. Without this mark
  // it has not begun, and no crash is counted. For other tasks it is unknown whether they have begun, so a crash is counted. From
  // then on, they are marked too.
  text: `WITH overdue AS MATERIALIZED (
    SELECT t.id, t."leaseExpiresAt", ${isSpared} AS "isSpared" FROM "QueueTask" t WHERE ${isExpired} ORDER BY t."leaseExpiresAt" LIMIT 5000
  ), expired AS MATERIALIZED (
    SELECT t.id, t."leaseHolder", ${isRefunded} AS "isRefunded",
      CASE WHEN t."leaseExpiresAt" < clock_timestamp() THEN 'LEASE_EXPIRED' ELSE 'TIMEOUT' END AS reason
    FROM overdue o JOIN "QueueTask" t ON t.id = o.id WHERE ${isExpired} AND NOT o."isSpared"
    ORDER BY o."leaseExpiresAt" LIMIT $1::int FOR NO KEY UPDATE OF t SKIP LOCKED
  ), spared AS MATERIALIZED (
    SELECT ${claimName("t")} AS name FROM overdue o JOIN "QueueTask" t ON t.id = o.id WHERE ${isExpired} AND o."isSpared"
    FOR NO KEY UPDATE OF t SKIP LOCKED
  ), done AS (
    UPDATE "QueueTask" t SET
      ${endWithoutSuccess({
        isFinal: `(${isLastAttempt} AND NOT e."isRefunded")`,
        reason: "e.reason",
        status: `CASE WHEN e."isRefunded" THEN 'PENDING' ELSE 'FAILED' END`,
        dueAt: `CASE WHEN e."isRefunded" THEN t."scheduledFor" ELSE clock_timestamp() + random() * $2::float8 * interval '1 ms' END`,
      })},
      "errorMessage" = CASE WHEN e."isRefunded" THEN 'The process that had claimed the task crashed or lost its connection, perhaps before the task began.'
        WHEN e.reason = 'TIMEOUT' THEN 'The attempt ran longer than its timeout, and its process did not end it.' ELSE 'The process that ran this attempt crashed or lost its connection.' END,
      attempts = t.attempts - e."isRefunded"::int, "claimedAhead" = false,
      "failureCount" = least(t."failureCount" + (NOT e."isRefunded")::int, 1000000),
      "crashCount" = least(t."crashCount" + (e.reason = 'LEASE_EXPIRED' AND NOT (e."isRefunded" AND (${isMarkedWhenBegun("t.attempts")})))::int, 1000000),
      "startBy" = CASE WHEN e."isRefunded" AND (${isMarkedWhenBegun("t.attempts")}) THEN t."startBy" END,
      "processedAt" = clock_timestamp(), "updatedAt" = clock_timestamp(),
      ${clearLease}
    FROM expired e WHERE t.id = e.id AND t.status = 'PROCESSING'
    RETURNING t.id, t.attempts + e."isRefunded"::int AS attempt, t."startedAt", t."processedAt", t."errorMessage", e.reason, e."leaseHolder",
      t.type, t."ownerId", t.status::text AS status, t.meta, ${rowTimes}
  ), history AS (
    INSERT INTO "QueueTaskAttempt" ("taskId", attempt, outcome, "errorMessage", "runnerId", "startedAt", "finishedAt")
    SELECT d.id, d.attempt, d.reason, d."errorMessage", d."leaseHolder", coalesce(d."startedAt", d."processedAt"), d."processedAt" FROM done d
  ), stats AS (${appendStatistics("(SELECT * FROM done o WHERE o.status <> 'PENDING')")})${withWrites(onSettle)}
  SELECT d.id, d.type, d."ownerId", d.status, d.reason, d.attempt, d."errorMessage", d.meta, d."waitMs", d."runMs", NULL AS spared FROM done d
  UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, s.name FROM spared s`,
});

/** Makes {@link rescueTasks} with these slots filled. */
export function createRescueTasks(slots: StatementSlots = {}) {
  const statement = rescueStatement(slots);
  return async (
    database: Database,
    spreadMs: number,
    { signMs, impatientWith }: Patience = { signMs: 0, impatientWith: [] },
  ): Promise<Rescue> => {
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
  };
}

/**
 * Rescues tasks whose claim has expired, at most {@link rescueBatch}. The second parameter is the number of milliseconds
 * over which the due times of failed tasks are spread. The third says which claims to skip; by default, none.
 */
export const rescueTasks = createRescueTasks();
