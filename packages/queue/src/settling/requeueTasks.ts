import type { Database, Statement } from "../database/database.ts";
import { isFilled, type StatementSlots, withWrites } from "../database/StatementSlots.ts";
import type { TaskErrorPattern } from "../domain/errors/errorPatterns.ts";
import { endWithoutSuccess, isHeldClaim, settleLease, withoutThisAttempt } from "./endOfClaim.ts";
import type { SettledTask } from "./settledTask.ts";

/** An attempt that is not used: a snooze (also one that waits for a provider) or a release. */
export interface Requeue {
  id: string;
  token: string;
  /** Milliseconds until the task is due again; null keeps its due time, and so its place in the claim order. */
  delayMs: number | null;
  /** Whether it counts as a snooze. A release does not. */
  isSnooze: boolean;
  /** Whether the worker was called. The task then no longer expires. */
  hasBegun: boolean;
  /** Number of snoozes after which the task fails permanently; null means no limit. */
  maxSnoozes: number | null;
  /** Replaces that of the task; null keeps it. */
  failedProviders: readonly string[] | null;
  errorPatterns: Record<string, TaskErrorPattern> | null;
  /** The reason, for the task's owner; null keeps the last message. */
  message: string | null;
}

const updateTasks = `UPDATE "QueueTask" t SET
      ${endWithoutSuccess({
        isFinal: `(s."isSnooze" AND t."snoozeCount" >= s."maxSnoozes")`,
        reason: "'RATE_LIMITED'",
        status: "'PENDING'",
        dueAt: `CASE WHEN s."delayMs" IS NULL THEN t."scheduledFor" ELSE clock_timestamp() + s."delayMs" * interval '1 ms' END`,
      })},
      attempts = ${withoutThisAttempt},
      "snoozeCount" = least(t."snoozeCount" + s."isSnooze"::int, 1000000000),
      "refusalCount" = CASE WHEN s."isSnooze" THEN 0 ELSE t."refusalCount" END, "refusedAt" = CASE WHEN s."isSnooze" THEN NULL ELSE t."refusedAt" END,
      "failedProviders" = coalesce(s."failedProviders", t."failedProviders"), "errorPatterns" = coalesce(s."errorPatterns", t."errorPatterns"),
      "errorMessage" = coalesce(s.message, t."errorMessage"),
      "startBy" = CASE WHEN NOT s."hasBegun" THEN t."startBy" END,
      "processedAt" = clock_timestamp(), "updatedAt" = clock_timestamp(),
      ${settleLease}, "claimedAhead" = false
    FROM s WHERE t.id = s.id AND ${isHeldClaim}`;

const requeueStatement = ({ onSettle }: StatementSlots): Statement => ({
  name: "requeueTasks",
  keepsPlan: "muchToDo",
  text: `WITH s AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS s(id text, token uuid, "delayMs" float8, "isSnooze" boolean, "hasBegun" boolean, "maxSnoozes" int,
      "failedProviders" text[], "errorPatterns" jsonb, message text)
  )${
    isFilled(onSettle)
      ? `, done AS (${updateTasks} RETURNING t.id, t.type, t.status::text AS status)${withWrites(onSettle)}
  SELECT d.id, d.status FROM done d`
      : `
  ${updateTasks}
  RETURNING t.id, t.status::text AS status`
  }`,
});

/** Makes {@link requeueTasks} with these slots filled. */
export function createRequeueTasks(slots: StatementSlots = {}) {
  const statement = requeueStatement(slots);
  return (database: Database, requeues: readonly Requeue[]): Promise<SettledTask[]> =>
    database.query<SettledTask>(statement, [JSON.stringify(requeues)]);
}

/** Puts claimed tasks back without using an attempt. Returns those whose claim was still held. */
export const requeueTasks = createRequeueTasks();
