import type { Database, Statement } from "../database/database.ts";
import { limitLockWait } from "../database/limitLockWait.ts";
import { taskColumns } from "../database/taskRow.ts";
import { toIdParameter } from "../database/toIdParameter.ts";
import type { TaskRow } from "../domain/TaskRow.ts";
import type { QueueStatus } from "../domain/types.ts";

/** What a retry clears, beside when it is due, how often it may run, and which providers failed. */
export const retryResets = `status = 'PENDING', "failureCount" = 0, "crashCount" = 0, "snoozeCount" = 0, "refusalCount" = 0, "refusedAt" = NULL, "terminalReason" = NULL,
    "finishedAt" = NULL, "cancelRequestedAt" = NULL, progress = NULL, "progressNote" = NULL, "updatedAt" = clock_timestamp()`;

const statement: Statement = {
  name: "retryTask",
  text: `UPDATE "QueueTask" t SET ${retryResets}, "scheduledFor" = clock_timestamp(),
    "maxAttempts" = greatest(t."maxAttempts", t.attempts + 1), "failedProviders" = '{}'
  WHERE t.id = $1::text AND t.status = $2::text::"QueueStatus" AND t.attempts = $3::int AND ${limitLockWait()}
    AND t.status IN ('FAILED', 'MAX_RETRIES_REACHED', 'CANCELLED')
  RETURNING ${taskColumns}`,
};

/**
 * Makes a failed or cancelled task due again, with at least one attempt left; undefined when it is neither, or no longer as
 * it was read (status and attempts): repeated after a lost reply, it finds its own effect and has no second one.
 */
export async function retryTask(
  database: Database,
  id: string,
  expected: { status: QueueStatus; attempts: number },
): Promise<TaskRow | undefined> {
  return (await database.query<TaskRow>(statement, [toIdParameter(id), expected.status, expected.attempts]))[0];
}
