import type { Database, Statement } from "../database/database.ts";
import { limitLockWait } from "../database/limitLockWait.ts";
import { taskColumns } from "../database/taskRow.ts";
import { toIdParameter } from "../database/toIdParameter.ts";
import type { TaskRow } from "../domain/TaskRow.ts";

/**
 * SQL assignments: a waiting task ends immediately. A running one becomes CANCELLED when its outcome is recorded, with any
 * outcome.
 */
export const cancelAssignments = `"cancelRequestedAt" = coalesce(t."cancelRequestedAt", clock_timestamp()),
    status = CASE WHEN t.status = 'PROCESSING' THEN t.status ELSE 'CANCELLED' END,
    "terminalReason" = CASE WHEN t.status = 'PROCESSING' THEN t."terminalReason" ELSE 'CANCELLED' END,
    "finishedAt" = CASE WHEN t.status = 'PROCESSING' THEN NULL ELSE clock_timestamp() END, "updatedAt" = clock_timestamp()`;

const statement: Statement = {
  name: "cancelTask",
  text: `UPDATE "QueueTask" t SET ${cancelAssignments}
  WHERE t.id = $1::text AND t.status IN ('PENDING', 'FAILED', 'PROCESSING') AND ${limitLockWait()}
  RETURNING ${taskColumns}`,
};

/** Cancels a waiting task, or asks a running one to stop. Returns undefined if the task is finished or does not exist. */
export async function cancelTask(database: Database, id: string): Promise<TaskRow | undefined> {
  return (await database.query<TaskRow>(statement, [toIdParameter(id)]))[0];
}
