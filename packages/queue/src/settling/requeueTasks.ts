import type { Database, Statement } from "../database/database.ts";
import { limitLockWait } from "../database/limitLockWait.ts";
import type { TaskErrorPattern } from "../domain/errors/errorPatterns.ts";
import type { SettledTask } from "./settledTask.ts";

/** An attempt that did not count: a snooze, a wait for a provider, or a graceful release. */
export interface Requeue {
  id: string;
  token: string;
  /** Milliseconds until the task is due again; null leaves its due time, and so its place in the order, as it was. */
  delayMs: number | null;
  /** Whether it counts as a snooze; a release does not. */
  isSnooze: boolean;
  /** Snoozes after which the task fails for good; null means no limit. */
  maxSnoozes: number | null;
  /** Replaces the task's; null leaves it. */
  failedProviders: readonly string[] | null;
  errorPatterns: Record<string, TaskErrorPattern> | null;
  /** Why, for the person who waits; null leaves the last one. */
  message: string | null;
}

const statement: Statement = {
  name: "requeueTasks",
  keepsPlan: "muchToDo",
  text: `WITH s AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS s(id text, token uuid, "delayMs" float8, "isSnooze" boolean, "maxSnoozes" int,
      "failedProviders" text[], "errorPatterns" jsonb, message text)
  )
  UPDATE "QueueTask" t SET
    status = CASE WHEN t."cancelRequestedAt" IS NOT NULL THEN 'CANCELLED' WHEN s."isSnooze" AND t."snoozeCount" >= s."maxSnoozes" THEN 'MAX_RETRIES_REACHED' ELSE 'PENDING' END::"QueueStatus",
    "terminalReason" = CASE WHEN t."cancelRequestedAt" IS NOT NULL THEN 'CANCELLED' WHEN s."isSnooze" AND t."snoozeCount" >= s."maxSnoozes" THEN 'RATE_LIMITED' END,
    "finishedAt" = CASE WHEN t."cancelRequestedAt" IS NOT NULL OR (s."isSnooze" AND t."snoozeCount" >= s."maxSnoozes") THEN clock_timestamp() END,
    attempts = greatest(t.attempts - 1, 0),
    "snoozeCount" = least(t."snoozeCount" + s."isSnooze"::int, 1000000000),
    "refusalCount" = CASE WHEN s."isSnooze" THEN 0 ELSE t."refusalCount" END, "refusedAt" = CASE WHEN s."isSnooze" THEN NULL ELSE t."refusedAt" END,
    "scheduledFor" = CASE WHEN s."delayMs" IS NULL THEN t."scheduledFor" ELSE clock_timestamp() + s."delayMs" * interval '1 ms' END,
    "failedProviders" = coalesce(s."failedProviders", t."failedProviders"), "errorPatterns" = coalesce(s."errorPatterns", t."errorPatterns"),
    "errorMessage" = coalesce(s.message, t."errorMessage"),
    "processedAt" = clock_timestamp(), "updatedAt" = clock_timestamp(),
    "settledToken" = t."leaseToken", "leaseToken" = NULL, "leaseHolder" = NULL, "leaseExpiresAt" = NULL, "deadlineAt" = NULL, "claimedAhead" = false
  FROM s WHERE t.id = s.id AND t."leaseToken" = s.token AND ${limitLockWait()}
  RETURNING t.id, t.status::text AS status`,
};

/** Puts claimed tasks back without using an attempt; answers those whose claim was still held. */
export function requeueTasks(database: Database, requeues: readonly Requeue[]): Promise<SettledTask[]> {
  return database.query<SettledTask>(statement, [JSON.stringify(requeues)]);
}
