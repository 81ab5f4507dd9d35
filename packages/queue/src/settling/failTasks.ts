import type { Database, Statement } from "../database/database.ts";
import { limitLockWait } from "../database/limitLockWait.ts";
import type { ErrorDescription } from "../domain/errors/describeError.ts";
import type { TaskErrorPattern } from "../domain/errors/errorPatterns.ts";
import type { TerminalReason } from "../domain/types.ts";
import type { SettledTask } from "./settledTask.ts";
import { type AttemptTimes, appendStatistics } from "./statistics.ts";

/** A failed attempt. */
export interface Failure extends AttemptTimes {
  id: string;
  token: string;
  outcome: "FAILED" | "TIMEOUT";
  error: ErrorDescription;
  /** No further attempt, however many are left. */
  isFinal: boolean;
  /** Why the task is over, if it is. */
  reason: TerminalReason;
  /** Wait before the next attempt. */
  delayMs: number;
  provider: string | null;
  failedProviders: readonly string[];
  errorPatterns: Record<string, TaskErrorPattern>;
}

const statement: Statement = {
  name: "failTasks",
  keepsPlan: "muchToDo",
  // What the failure leads to is decided on the row as it is now: it may have been cancelled, or given more attempts.
  text: `WITH done AS (
    UPDATE "QueueTask" t SET
      status = CASE WHEN t."cancelRequestedAt" IS NOT NULL THEN 'CANCELLED' WHEN s."isFinal" OR t.attempts >= t."maxAttempts" THEN 'MAX_RETRIES_REACHED' ELSE 'FAILED' END::"QueueStatus",
      "terminalReason" = CASE WHEN t."cancelRequestedAt" IS NOT NULL THEN 'CANCELLED' WHEN s."isFinal" OR t.attempts >= t."maxAttempts" THEN s.reason END,
      "finishedAt" = CASE WHEN t."cancelRequestedAt" IS NOT NULL OR s."isFinal" OR t.attempts >= t."maxAttempts" THEN clock_timestamp() END,
      "scheduledFor" = CASE WHEN t."cancelRequestedAt" IS NOT NULL OR s."isFinal" OR t.attempts >= t."maxAttempts" THEN t."scheduledFor"
        ELSE clock_timestamp() + s."delayMs" * interval '1 ms' END,
      "errorMessage" = s.summary, "failedProviders" = s."failedProviders", "errorPatterns" = s."errorPatterns",
      "failureCount" = least(t."failureCount" + 1, 1000000), "refusalCount" = 0, "refusedAt" = NULL,
      "processedAt" = clock_timestamp(), "updatedAt" = clock_timestamp(),
      "settledToken" = t."leaseToken", "leaseToken" = NULL, "leaseHolder" = NULL, "leaseExpiresAt" = NULL, "deadlineAt" = NULL, "claimedAhead" = false
    FROM jsonb_to_recordset($1::jsonb) AS s(id text, token uuid, outcome text, "errorClass" text, code text,
      message text, summary text, stack text, causes jsonb, fingerprint text,
      "isFinal" boolean, reason text, "delayMs" float8, provider text, "failedProviders" text[], "errorPatterns" jsonb, "runMs" float8, "waitMs" float8)
    WHERE t.id = s.id AND t."leaseToken" = s.token AND ${limitLockWait()}
    RETURNING t.id, t.attempts, t."startedAt", t."processedAt", t.type, t.status::text AS status, s."runMs", s."waitMs",
      s.outcome, s."errorClass", s.code, s.message, s.stack, s.causes, s.fingerprint, s.provider
  ), history AS (
    INSERT INTO "QueueTaskAttempt" ("taskId", attempt, outcome, "errorClass", "errorCode", "errorMessage", "errorStack", "errorCauses",
      fingerprint, provider, "runnerId", "startedAt", "finishedAt")
    SELECT d.id, d.attempts, CASE WHEN d.status = 'CANCELLED' THEN 'CANCELLED' ELSE d.outcome END, d."errorClass", d.code, d.message, d.stack, d.causes,
      d.fingerprint, d.provider, $2::text, coalesce(d."startedAt", d."processedAt"), d."processedAt"
    FROM done d
  ), stats AS (${appendStatistics()})
  SELECT d.id, d.status FROM done d`,
};

/** Records failed attempts; answers those whose claim was still held. */
export function failTasks(database: Database, failures: readonly Failure[], holder: string): Promise<SettledTask[]> {
  const records = failures.map(({ error, ...failure }) => ({ ...failure, ...error }));
  return database.query<SettledTask>(statement, [JSON.stringify(records), holder]);
}
