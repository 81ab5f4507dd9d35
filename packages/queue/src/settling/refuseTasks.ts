import type { Database, Statement } from "../database/database.ts";
import { limitLockWait } from "../database/limitLockWait.ts";
import type { ErrorDescription } from "../domain/errors/describeError.ts";
import type { SettledTask } from "./settledTask.ts";
import { type AttemptTimes, appendStatistics } from "./statistics.ts";

/** A claim whose data does not fit the schema of this process's worker. */
export interface Refusal extends AttemptTimes {
  id: string;
  token: string;
  error: ErrorDescription;
  /** The `version` of the worker that refuses; null when it has none. */
  version: string | null;
  /** Whether that is the version with which the task was added: nobody knows better. */
  isFinal: boolean;
  /** Milliseconds from the first refusal after which another one is final. */
  limitMs: number;
  /** Milliseconds until the task is due again. */
  delayMs: number;
}

const isOver = `(s."isFinal" OR t."refusedAt" < clock_timestamp() - s."limitMs" * interval '1 ms' OR s."limitMs" = 0)`;

const statement: Statement = {
  name: "refuseTasks",
  // Another process may have a schema that the data fits: only age, or the very version that checked it, makes a refusal final.
  // None uses an attempt. The history has one row for each version that refuses, however often its processes meet the task.
  text: `WITH done AS (
    UPDATE "QueueTask" t SET
      status = CASE WHEN t."cancelRequestedAt" IS NOT NULL THEN 'CANCELLED' WHEN ${isOver} THEN 'MAX_RETRIES_REACHED' ELSE 'PENDING' END::"QueueStatus",
      "terminalReason" = CASE WHEN t."cancelRequestedAt" IS NOT NULL THEN 'CANCELLED' WHEN ${isOver} THEN 'UNRECOVERABLE' END,
      "finishedAt" = CASE WHEN t."cancelRequestedAt" IS NOT NULL OR ${isOver} THEN clock_timestamp() END,
      "scheduledFor" = CASE WHEN t."cancelRequestedAt" IS NOT NULL OR ${isOver} THEN t."scheduledFor"
        ELSE clock_timestamp() + s."delayMs" * interval '1 ms' END,
      attempts = greatest(t.attempts - 1, 0),
      "refusedAt" = coalesce(t."refusedAt", statement_timestamp()), "refusalCount" = least(t."refusalCount" + 1, 1000000000),
      "errorMessage" = s.message, "processedAt" = clock_timestamp(), "updatedAt" = clock_timestamp(),
      "settledToken" = t."leaseToken", "leaseToken" = NULL, "leaseHolder" = NULL, "leaseExpiresAt" = NULL, "deadlineAt" = NULL, "claimedAhead" = false
    FROM jsonb_to_recordset($1::jsonb) AS s(id text, token uuid, "errorClass" text, message text, fingerprint text, version text,
      "isFinal" boolean, "limitMs" float8, "delayMs" float8, "runMs" float8, "waitMs" float8)
    WHERE t.id = s.id AND t."leaseToken" = s.token AND ${limitLockWait()}
    RETURNING t.id, t.attempts + 1 AS attempt, t."startedAt", t."processedAt", t."refusedAt", t.type, t.status::text AS status,
      s."runMs", s."waitMs", s."errorClass", s.message, s.fingerprint, s.version
  ), history AS (
    INSERT INTO "QueueTaskAttempt" ("taskId", attempt, outcome, "errorClass", "errorMessage", fingerprint, "runnerId", "workerVersion", "startedAt", "finishedAt")
    SELECT d.id, d.attempt, 'REFUSED', d."errorClass", d.message, d.fingerprint, $2::text, d.version, coalesce(d."startedAt", d."processedAt"), d."processedAt"
    FROM done d WHERE NOT EXISTS (SELECT 1 FROM "QueueTaskAttempt" a WHERE a."taskId" = d.id AND a.outcome = 'REFUSED'
      AND a."workerVersion" IS NOT DISTINCT FROM d.version AND a."finishedAt" >= d."refusedAt")
  ), stats AS (${appendStatistics("(SELECT * FROM done o WHERE o.status <> 'PENDING')")})
  SELECT d.id, d.status FROM done d`,
};

/** Hands back tasks whose data does not fit here, without using an attempt; answers those whose claim was still held. */
export function refuseTasks(database: Database, refusals: readonly Refusal[], holder: string): Promise<SettledTask[]> {
  const records = refusals.map(({ error: { errorClass, message, fingerprint }, ...refusal }) => ({
    ...refusal,
    errorClass,
    message,
    fingerprint,
  }));
  return database.query<SettledTask>(statement, [JSON.stringify(records), holder]);
}
