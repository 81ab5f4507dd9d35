import type { Database, Statement } from "../database/database.ts";
import { toIdParameter } from "../database/toIdParameter.ts";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import type { ReadyTask } from "../notifying/notify.ts";
import { type ClaimedRow, claimAssignments, claimedColumns, toClaimedTasks } from "./claimedTask.ts";
import type { ClaimRequest } from "./claimTasks.ts";

export interface ClaimReadyRequest extends Pick<ClaimRequest, "token" | "holder" | "leaseMs"> {
  task: ReadyTask;
  /** Whether the task has to wait for a slot. */
  isAhead: boolean;
  /** Milliseconds the task may run when it does not say so itself; 0 means no limit. */
  timeoutMs: number;
}

const statement: Statement = {
  name: "claimReadyTask",
  // Whatever the size of the table when this is planned, there is one index that leads to the row: that of its id. A join could
  // begin at the wrong end, and a status that is compared as such would offer QueueTask_claim_idx. (Behind a pooler that drops
  // the settings of the planner, a tiny table may be read instead, until the next ANALYZE.)
  keepsPlan: "always",
  // The rules of claimTasks for one row. What needs a look at other rows, a suspect or a concurrency key, is left to it.
  text: `WITH w AS MATERIALIZED (SELECT r.id, $6::int AS "timeoutMs" FROM "QueueTask" r
    WHERE r.id = $4::text AND r.type = $5::text AND r.status::text IN ('PENDING', 'FAILED') AND r.attempts < r."maxAttempts"
      AND coalesce(r."scheduledFor", r."createdAt") <= statement_timestamp() AND r."crashCount" < 2 AND r."concurrencyKey" IS NULL
      AND NOT EXISTS (SELECT 1 FROM "QueueGate" g WHERE g.type = r.type)
    FOR NO KEY UPDATE SKIP LOCKED)
  UPDATE "QueueTask" t SET ${claimAssignments("$7::boolean")} FROM w WHERE t.id = (SELECT o.id FROM w o) RETURNING ${claimedColumns}`,
};

/** Claims a task that is known to be ready, for a fraction of what a look at all costs; empty when somebody else has it. */
export async function claimReadyTask(database: Database, request: ClaimReadyRequest): Promise<ClaimedTask[]> {
  const { task, token, holder, leaseMs, timeoutMs, isAhead } = request;
  const parameters = [token, holder, leaseMs, toIdParameter(task.id), task.type, timeoutMs, isAhead];
  return toClaimedTasks(await database.query<ClaimedRow>(statement, parameters), token);
}
