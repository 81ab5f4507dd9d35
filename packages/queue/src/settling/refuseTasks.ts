import type { Database, Statement } from "../database/database.ts";
import { type StatementSlots, withWrites } from "../database/StatementSlots.ts";
import type { ErrorDescription } from "../domain/errors/describeError.ts";
import { endWithoutSuccess, isHeldClaim, settleLease, withoutThisAttempt } from "./endOfClaim.ts";
import type { SettledTask } from "./settledTask.ts";
import { type AttemptTimes, appendStatistics } from "./statistics.ts";

/** A claim whose data does not fit the schema of this process's worker. */
export interface Refusal extends AttemptTimes {
  id: string;
  token: string;
  error: ErrorDescription;
  /** The `version` of the worker that refuses; null when it has none. */
  version: string | null;
  /** Whether the task was added with that version, so that no other process can accept its data. */
  isFinal: boolean;
  /** Milliseconds after the first refusal. A refusal later than this fails the task permanently; 0 means that each does. */
  limitMs: number;
  /** Milliseconds until the task is due again. */
  delayMs: number;
}

const isFinal = `(s."isFinal" OR t."refusedAt" < clock_timestamp() - s."limitMs" * interval '1 ms' OR s."limitMs" = 0)`;

const refuseStatement = ({ onSettle }: StatementSlots): Statement => ({
  name: "refuseTasks",
  // Another process may have a schema that the data fits. So a refusal is final only if the first one is old enough, or if the
  // version with which the task was added refuses it. No refusal uses an attempt. "QueueTaskAttempt" gets one row per version
  // that refuses, however often processes with that version claim the task.
  text: `WITH done AS (
    UPDATE "QueueTask" t SET
      ${endWithoutSuccess({
        isFinal,
        reason: "'UNRECOVERABLE'",
        status: "'PENDING'",
        dueAt: `clock_timestamp() + s."delayMs" * interval '1 ms'`,
      })},
      attempts = ${withoutThisAttempt},
      "refusedAt" = coalesce(t."refusedAt", statement_timestamp()), "refusalCount" = least(t."refusalCount" + 1, 1000000000),
      "errorMessage" = s.message, "processedAt" = clock_timestamp(), "updatedAt" = clock_timestamp(),
      ${settleLease}, "claimedAhead" = false
    FROM jsonb_to_recordset($1::jsonb) AS s(id text, token uuid, "errorClass" text, message text, fingerprint text, version text,
      "isFinal" boolean, "limitMs" float8, "delayMs" float8, "runMs" float8, "waitMs" float8)
    WHERE t.id = s.id AND ${isHeldClaim}
    RETURNING t.id, t.attempts + 1 AS attempt, t."startedAt", t."processedAt", t."refusedAt", t.type, t.status::text AS status,
      s."runMs", s."waitMs", s."errorClass", s.message, s.fingerprint, s.version
  ), history AS (
    INSERT INTO "QueueTaskAttempt" ("taskId", attempt, outcome, "errorClass", "errorMessage", fingerprint, "runnerId", "workerVersion", "startedAt", "finishedAt")
    SELECT d.id, d.attempt, 'REFUSED', d."errorClass", d.message, d.fingerprint, $2::text, d.version, coalesce(d."startedAt", d."processedAt"), d."processedAt"
    FROM done d WHERE NOT EXISTS (SELECT 1 FROM "QueueTaskAttempt" a WHERE a."taskId" = d.id AND a.outcome = 'REFUSED'
      AND a."workerVersion" IS NOT DISTINCT FROM d.version AND a."finishedAt" >= d."refusedAt")
  ), stats AS (${appendStatistics("(SELECT * FROM done o WHERE o.status <> 'PENDING')")})${withWrites(onSettle)}
  SELECT d.id, d.status FROM done d`,
});

/** Makes {@link refuseTasks} with these slots filled. */
export function createRefuseTasks(slots: StatementSlots = {}) {
  const statement = refuseStatement(slots);
  return (database: Database, refusals: readonly Refusal[], holder: string): Promise<SettledTask[]> => {
    const records = refusals.map(({ error: { errorClass, message, fingerprint }, ...refusal }) => ({
      ...refusal,
      errorClass,
      message,
      fingerprint,
    }));
    return database.query<SettledTask>(statement, [JSON.stringify(records), holder]);
  };
}

/** Releases tasks whose data does not fit the schema of this process; no attempt is used. Returns those whose claim was still held. */
export const refuseTasks = createRefuseTasks();
