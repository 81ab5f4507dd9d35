import type { Database, Statement } from "../database/database.ts";
import { type ClaimedRow, type ClaimedTask, claimAssignments, claimedColumns, withToken } from "./claimedTask.ts";
import type { ClaimRequest } from "./claimTasks.ts";
import type { ReadyTask } from "./notify.ts";
import { toIdParameter } from "./toIdParameter.ts";

export interface ClaimReadyRequest extends Pick<ClaimRequest, "token" | "holder" | "leaseMs"> {
  task: ReadyTask;
  /** Milliseconds the task may run when it does not say so itself; 0 means no limit. */
  timeoutMs: number;
}

const statement: Statement = {
  name: "claimReadyTask",
  // One row by its primary key, while there is little else to do: should the kept plan be that of a tiny table, the next
  // ANALYZE replaces it.
  keepsPlan: true,
  // The rules of claimTasks for one row. What needs a look at other rows, a suspect or a concurrency key, is left to it.
  text: `UPDATE "QueueTask" t SET ${claimAssignments}
  FROM (SELECT r.id, $6::int AS "timeoutMs" FROM "QueueTask" r
    WHERE r.id = $4::text AND r.type = $5::text AND r.status IN ('PENDING', 'FAILED') AND r.attempts < r."maxAttempts"
      AND coalesce(r."scheduledFor", r."createdAt") <= statement_timestamp() AND r."crashCount" < 2 AND r."concurrencyKey" IS NULL
      AND NOT EXISTS (SELECT 1 FROM "QueueGate" g WHERE g.type = r.type)
    FOR UPDATE SKIP LOCKED) w
  WHERE t.id = w.id RETURNING ${claimedColumns}`,
};

/** Claims a task that is known to be ready, for a fraction of what a look at all costs; empty when somebody else has it. */
export async function claimReadyTask(database: Database, request: ClaimReadyRequest): Promise<ClaimedTask[]> {
  const { task, token, holder, leaseMs, timeoutMs } = request;
  const parameters = [token, holder, leaseMs, toIdParameter(task.id), task.type, timeoutMs];
  return withToken(await database.query<ClaimedRow>(statement, parameters), token);
}
