import type { Database, Statement } from "../database/database.ts";
import { limitLockWait } from "../database/limitLockWait.ts";
import { taskColumns } from "../database/taskRow.ts";
import type { TaskRow } from "../domain/TaskRow.ts";
import type { QueueStatus } from "../domain/types.ts";
import { retryResets, startByFrom } from "./retryTask.ts";
import { assignChanges, changeSource, dueAt } from "./updateTask.ts";

const statement: Statement = {
  name: "retryChangedTask",
  // One statement, because a runner could claim the unchanged task between two.
  text: `UPDATE "QueueTask" t SET ${retryResets}, "startBy" = ${startByFrom(dueAt)},
    ${assignChanges({ scheduledFor: "clock_timestamp()", failedProviders: `'{}'::text[]`, maxAttempts: `greatest(t."maxAttempts", t.attempts + 1)` })}
  ${changeSource}
  WHERE t.id = $1::text AND t.status = $3::text::"QueueStatus" AND t.attempts = $4::int
    AND t.status IN ('FAILED', 'MAX_RETRIES_REACHED', 'CANCELLED') AND ${limitLockWait()}
  RETURNING ${taskColumns}`,
};

/** Changes a task and retries it. Returns undefined if its status or attempts have changed since it was read. */
export async function retryChangedTask(
  database: Database,
  id: string,
  changesJson: string,
  expected: { status: QueueStatus; attempts: number },
): Promise<TaskRow | undefined> {
  return (await database.query<TaskRow>(statement, [id, changesJson, expected.status, expected.attempts]))[0];
}
