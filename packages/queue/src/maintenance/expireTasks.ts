import type { Database, Statement } from "../database/database.ts";
import { limitLockWait } from "../database/limitLockWait.ts";
import { type StatementSlots, withWrites } from "../database/StatementSlots.ts";
import { toIdParameter } from "../database/toIdParameter.ts";
import type { TaskMeta } from "../domain/types.ts";
import { insertStatistics, noRunBuckets } from "../settling/statistics.ts";

/** A task that was ended because it had not begun in time. */
export interface ExpiredTask {
  id: string;
  type: string;
  ownerId: string | null;
  attempts: number;
  meta: TaskMeta | null;
  startWithinMs: number;
  /** Milliseconds since its due time. */
  waitMs: number;
}

/** Maximum number of tasks that one statement ends. */
export const expiryBatch = 500;

/** SQL: whether the time of a task `t` that waits is over. Its first three conditions are those of QueueTask_start_within_idx. */
const isExpired = `t."startBy" <= statement_timestamp() AND t."finishedAt" IS NULL AND t."leaseExpiresAt" IS NULL AND t.status = 'PENDING'
      AND t.attempts = 0`;

/** SQL: the time since the due time from which `startBy` was computed. A snooze or a refusal has changed the current one. */
const waitMs = `CASE WHEN isfinite(t."startBy")
      THEN greatest(date_part('epoch', clock_timestamp() - t."startBy") * 1000 + t."startWithinMs", 0) ELSE 0 END`;

/** @param source - SQL: FROM and WHERE of the update */
const endExpired = (
  source: string,
) => `UPDATE "QueueTask" t SET status = 'MAX_RETRIES_REACHED', "terminalReason" = 'EXPIRED',
      "finishedAt" = clock_timestamp(), "updatedAt" = clock_timestamp(),
      "errorMessage" = 'It had not begun within ' || t."startWithinMs" || ' ms after its due time.'
        || CASE WHEN t."snoozeCount" > 0 OR t."refusalCount" > 0 THEN coalesce(' Why it waited: ' || t."errorMessage", '') ELSE '' END
    ${source}
    RETURNING t.id, t.type, t."ownerId", t.status::text AS status, t.attempts, t.meta, t."startWithinMs", ${waitMs} AS "waitMs"`;

/** SQL: counts the ended tasks as failed permanently. No attempt ran, so none is in the histogram of run times. */
const finish = ({ onSettle }: StatementSlots) => `, stats AS (${insertStatistics}
    SELECT d.type, date_trunc('minute', statement_timestamp()), 0, 0, count(*), 0, 0, sum(d."waitMs")::bigint, ${noRunBuckets}
    FROM done d GROUP BY d.type)${withWrites(onSettle)}
  SELECT d.id, d.type, d."ownerId", d.attempts, d.meta, d."startWithinMs", d."waitMs" FROM done d`;

const batchStatement = (slots: StatementSlots): Statement => ({
  name: "expireTasks",
  // Every runner does this. SKIP LOCKED leaves a task alone that another runner ends, or that a transaction has locked.
  text: `WITH expired AS MATERIALIZED (
    SELECT t.id FROM "QueueTask" t WHERE ${isExpired} ORDER BY t."startBy" LIMIT ${expiryBatch} FOR NO KEY UPDATE SKIP LOCKED
  ), done AS (${endExpired("FROM expired e WHERE t.id = e.id")})${finish(slots)}`,
});

const oneStatement = (slots: StatementSlots): Statement => ({
  name: "expireTask",
  text: `WITH done AS (${endExpired(`WHERE t.id = $1::text AND ${isExpired} AND ${limitLockWait()}`)})${finish(slots)}`,
});

/** Makes {@link expireTasks} with these slots filled. */
export function createExpireTasks(slots: StatementSlots = {}) {
  const statement = batchStatement(slots);
  return (database: Database): Promise<ExpiredTask[]> => database.query<ExpiredTask>(statement, []);
}

/** Makes {@link expireTask} with these slots filled. */
export function createExpireTask(slots: StatementSlots = {}) {
  const statement = oneStatement(slots);
  return async (database: Database, id: string): Promise<ExpiredTask | undefined> =>
    (await database.query<ExpiredTask>(statement, [toIdParameter(id)]))[0];
}

/** Ends tasks that have not begun in time, at most {@link expiryBatch}, and returns them. */
export const expireTasks = createExpireTasks();

/** Ends one task if it has not begun in time, and returns it. */
export const expireTask = createExpireTask();
