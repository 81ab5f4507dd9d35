import type { Database, Statement } from "../database/database.ts";
import { andAll, type StatementSlots } from "../database/StatementSlots.ts";
import { toIdParameter } from "../database/toIdParameter.ts";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import type { ReadyTask } from "../notifying/notify.ts";
import { type ClaimedRow, claimAssignments, claimBy, claimedColumns, toClaimedTasks } from "./claimedTask.ts";
import { hasAttemptsLeft, isDue, isInQuarantine, isInTime, isOpenType, isWaitingUnindexed } from "./claimRules.ts";
import type { ClaimRequest } from "./claimTasks.ts";

export interface ClaimReadyRequest extends Pick<ClaimRequest, "token" | "holder" | "leaseMs"> {
  task: ReadyTask;
  /** Whether the task has to wait for a slot. */
  isAhead: boolean;
  /** Timeout in milliseconds if the task has none of its own; 0 means none. */
  timeoutMs: number;
}

const readyStatement = (slots: StatementSlots): Statement => ({
  name: "claimReadyTask",
  // This form has only one plan, by the index of ids, regardless of the size of the table at planning time. Two other forms could
  // mislead the planner: a join may begin with the wrong table, and a plain comparison of the status allows it to use
  // QueueTask_claim_idx. (Behind a pooler that drops the planner's settings, a tiny table may be scanned until the next ANALYZE.)
  keepsPlan: "always",
  // The rules of claimTasks for one row. It leaves quarantined tasks and tasks with a concurrency key to claimTasks, because
  // these depend on other rows.
  text: claimBy(
    `WITH w AS MATERIALIZED (SELECT t.id, $6::int AS "timeoutMs" FROM "QueueTask" t
    WHERE t.id = $4::text AND t.type = $5::text AND ${isWaitingUnindexed} AND ${hasAttemptsLeft}
      AND ${isDue} AND ${isInTime} AND NOT ${isInQuarantine} AND t."concurrencyKey" IS NULL
      AND ${isOpenType("t.type")}${andAll(slots.gate)}
    FOR NO KEY UPDATE SKIP LOCKED)`,
    `UPDATE "QueueTask" t SET ${claimAssignments("$7::boolean")} FROM w WHERE t.id = (SELECT o.id FROM w o) RETURNING ${claimedColumns}`,
    slots,
  ),
});

/** Makes {@link claimReadyTask} with these slots filled. Where `choose` is, only claimTasks can decide. */
export function createClaimReadyTask(slots: Omit<StatementSlots, "choose"> = {}) {
  const statement = readyStatement(slots);
  return async (database: Database, request: ClaimReadyRequest): Promise<ClaimedTask[]> => {
    const { task, token, holder, leaseMs, timeoutMs, isAhead } = request;
    const parameters = [token, holder, leaseMs, toIdParameter(task.id), task.type, timeoutMs, isAhead];
    return toClaimedTasks(await database.query<ClaimedRow>(statement, parameters), token);
  };
}

/**
 * Claims a task that a notification has named, for a fraction of the cost of a scan. Returns an empty list when another process
 * has claimed it, or when it cannot be claimed.
 */
export const claimReadyTask = createClaimReadyTask();
