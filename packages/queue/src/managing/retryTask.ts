import type { Database, Statement } from "../database/database.ts";
import { limitLockWait } from "../database/limitLockWait.ts";
import { taskColumns } from "../database/taskRow.ts";
import { toIdParameter } from "../database/toIdParameter.ts";
import type { TaskRow } from "../domain/TaskRow.ts";
import type { QueueStatus } from "../domain/types.ts";

/** SQL assignments: what a retry clears, apart from the due time, the maximum of attempts and the failed providers. */
export const retryResets = `status = 'PENDING', "failureCount" = 0, "crashCount" = 0, "snoozeCount" = 0, "refusalCount" = 0, "refusedAt" = NULL, "terminalReason" = NULL,
    "finishedAt" = NULL, "cancelRequestedAt" = NULL, progress = NULL, "progressNote" = NULL, "updatedAt" = clock_timestamp()`;

/**
 * SQL: the column "startBy" when a task `t` becomes due at `dueAt`: a task that has not begun gets its whole `startWithinMs`
 * again. A claimed task may not have begun yet. If it has, the end of its attempt removes the time.
 */
export const startByFrom = (dueAt: string): string =>
  `CASE WHEN t."startBy" IS NOT NULL AND t.attempts = (t.status = 'PROCESSING')::int THEN ${dueAt} + t."startWithinMs" * interval '1 ms' END`;

/** SQL assignments of a retry: the task is due now, with at least one attempt left. */
export const retryAssignments = `${retryResets}, "scheduledFor" = clock_timestamp(), "startBy" = ${startByFrom("clock_timestamp()")},
    "maxAttempts" = greatest(t."maxAttempts", t.attempts + 1), "failedProviders" = '{}'`;

const statement: Statement = {
  name: "retryTask",
  text: `UPDATE "QueueTask" t SET ${retryAssignments}
  WHERE t.id = $1::text AND t.status = $2::text::"QueueStatus" AND t.attempts = $3::int AND ${limitLockWait()}
    AND t.status IN ('FAILED', 'MAX_RETRIES_REACHED', 'CANCELLED')
  RETURNING ${taskColumns}`,
};

/**
 * Makes a failed or cancelled task due again, with at least one attempt left. Returns undefined if it is neither, or if its
 * status or attempts have changed since it was read. So a repetition after a lost reply has no second effect.
 */
export async function retryTask(
  database: Database,
  id: string,
  expected: { status: QueueStatus; attempts: number },
): Promise<TaskRow | undefined> {
  return (await database.query<TaskRow>(statement, [toIdParameter(id), expected.status, expected.attempts]))[0];
}
