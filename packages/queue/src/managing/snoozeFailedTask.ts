import { isWaiting } from "../claiming/claimRules.ts";
import type { Database, Statement } from "../database/database.ts";
import { limitLockWait } from "../database/limitLockWait.ts";
import { taskColumns } from "../database/taskRow.ts";
import type { TaskErrorPattern } from "../domain/errors/errorPatterns.ts";
import type { TaskRow } from "../domain/TaskRow.ts";
import { withoutThisAttempt } from "../settling/endOfClaim.ts";

export interface FailedTaskSnooze {
  id: string;
  delayMs: number;
  failedProviders: readonly string[];
  errorPatterns: Record<string, TaskErrorPattern>;
  message: string;
}

const statement: Statement = {
  name: "snoozeFailedTask",
  // The attempt that met the rate limit is not used. A task that failed permanently stays so.
  // After a failed attempt, the task no longer expires. Older versions of the library do not remove `startBy` when it fails.
  text: `UPDATE "QueueTask" t SET status = 'PENDING', attempts = CASE WHEN t.status = 'PENDING' THEN t.attempts ELSE ${withoutThisAttempt} END,
    "snoozeCount" = least(t."snoozeCount" + 1, 1000000000), "scheduledFor" = clock_timestamp() + s."delayMs" * interval '1 ms',
    "failedProviders" = s."failedProviders", "errorPatterns" = s."errorPatterns", "errorMessage" = s.message,
    "startBy" = CASE WHEN t.attempts = 0 THEN t."startBy" END, "updatedAt" = clock_timestamp()
  FROM jsonb_to_record($1::jsonb) AS s(id text, "delayMs" float8, "failedProviders" text[], "errorPatterns" jsonb, message text)
  WHERE t.id = s.id AND ${limitLockWait()} AND ${isWaiting}
  RETURNING ${taskColumns}`,
};

/** Snoozes a waiting task because its provider is rate limited. Returns undefined if it is not waiting. */
export async function snoozeFailedTask(database: Database, snooze: FailedTaskSnooze): Promise<TaskRow | undefined> {
  return (await database.query<TaskRow>(statement, [JSON.stringify(snooze)]))[0];
}
