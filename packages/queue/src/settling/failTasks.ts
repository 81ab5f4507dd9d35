import type { Database, Statement } from "../database/database.ts";
import { type StatementSlots, withWrites } from "../database/StatementSlots.ts";
import type { ErrorDescription } from "../domain/errors/describeError.ts";
import type { TaskErrorPattern } from "../domain/errors/errorPatterns.ts";
import type { TerminalReason } from "../domain/types.ts";
import { endWithoutSuccess, isHeldClaim, isLastAttempt, settleLease } from "./endOfClaim.ts";
import type { SettledTask } from "./settledTask.ts";
import { type AttemptTimes, appendStatistics } from "./statistics.ts";

/** A failed attempt. */
export interface Failure extends AttemptTimes {
  id: string;
  token: string;
  outcome: "FAILED" | "TIMEOUT";
  error: ErrorDescription;
  /** Whether the task fails permanently, even if attempts are left. */
  isFinal: boolean;
  /** The terminal reason if the task fails permanently. */
  reason: TerminalReason;
  /** Milliseconds until the task is due again. */
  delayMs: number;
  provider: string | null;
  failedProviders: readonly string[];
  errorPatterns: Record<string, TaskErrorPattern>;
}

const failStatement = ({ onSettle }: StatementSlots): Statement => ({
  name: "failTasks",
  keepsPlan: "muchToDo",
  // The row as it is now decides: the task may have been cancelled, or given more attempts, since it was claimed.
  // A task with a failed attempt no longer expires (startBy), even if the attempt failed before its worker was called.
  text: `WITH done AS (
    UPDATE "QueueTask" t SET
      ${endWithoutSuccess({
        isFinal: `(s."isFinal" OR ${isLastAttempt})`,
        reason: "s.reason",
        status: "'FAILED'",
        dueAt: `clock_timestamp() + s."delayMs" * interval '1 ms'`,
      })},
      "errorMessage" = s.summary, "failedProviders" = s."failedProviders", "errorPatterns" = s."errorPatterns",
      "failureCount" = least(t."failureCount" + 1, 1000000), "refusalCount" = 0, "refusedAt" = NULL,
      "startBy" = NULL, "processedAt" = clock_timestamp(), "updatedAt" = clock_timestamp(),
      ${settleLease}, "claimedAhead" = false
    FROM jsonb_to_recordset($1::jsonb) AS s(id text, token uuid, outcome text, "errorClass" text, code text,
      message text, summary text, stack text, causes jsonb, fingerprint text,
      "isFinal" boolean, reason text, "delayMs" float8, provider text, "failedProviders" text[], "errorPatterns" jsonb, "runMs" float8, "waitMs" float8)
    WHERE t.id = s.id AND ${isHeldClaim}
    RETURNING t.id, t.attempts, t."startedAt", t."processedAt", t.type, t.status::text AS status, s."runMs", s."waitMs",
      s.outcome, s."errorClass", s.code, s.message, s.stack, s.causes, s.fingerprint, s.provider
  ), history AS (
    INSERT INTO "QueueTaskAttempt" ("taskId", attempt, outcome, "errorClass", "errorCode", "errorMessage", "errorStack", "errorCauses",
      fingerprint, provider, "runnerId", "startedAt", "finishedAt")
    SELECT d.id, d.attempts, CASE WHEN d.status = 'CANCELLED' THEN 'CANCELLED' ELSE d.outcome END, d."errorClass", d.code, d.message, d.stack, d.causes,
      d.fingerprint, d.provider, $2::text, coalesce(d."startedAt", d."processedAt"), d."processedAt"
    FROM done d
  ), stats AS (${appendStatistics()})${withWrites(onSettle)}
  SELECT d.id, d.status FROM done d`,
});

/** Makes {@link failTasks} with these slots filled. */
export function createFailTasks(slots: StatementSlots = {}) {
  const statement = failStatement(slots);
  return (database: Database, failures: readonly Failure[], holder: string): Promise<SettledTask[]> => {
    const records = failures.map(({ error, ...failure }) => ({ ...failure, ...error }));
    return database.query<SettledTask>(statement, [JSON.stringify(records), holder]);
  };
}

/** Records failed attempts. Returns those whose claim was still held. */
export const failTasks = createFailTasks();
