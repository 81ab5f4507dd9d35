import type { Database, Statement } from "../database/database.ts";
import { limitLockWait } from "../database/limitLockWait.ts";
import { andAll, type StatementSlots } from "../database/StatementSlots.ts";
import { toIdParameter } from "../database/toIdParameter.ts";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { type ClaimedRow, claimAssignments, claimBy, claimedColumns, toClaimedTasks } from "./claimedTask.ts";
import {
  hasAttemptsLeft,
  hasFailedOrWasRefused,
  isDue,
  isInQuarantine,
  isInTime,
  isOpenType,
  isWaiting,
  otherRunningInQuarantine,
} from "./claimRules.ts";
import type { WantedType } from "./claimTasks.ts";

export interface ClaimByIdRequest {
  id: string;
  token: string;
  holder: string;
  leaseMs: number;
  /** The types that this process has workers for. */
  wanted: readonly Omit<WantedType, "limit">[];
  /** Claims only if this is the next attempt, 1 for the first. */
  nextAttempt: number | undefined;
  /** Claims only a task whose latest attempt failed, or that a process has refused, if all rules of a claim allow it. */
  onlyDueFailed?: boolean;
}

const statementById = (slots: StatementSlots): Statement => ({
  name: "claimTaskById",
  // A caller who names a task wants to run it now: the task need not be due, its type may be paused, and another quarantined task
  // may be running. But it must not have expired. With $7, the caller wants only due tasks, as a runner does, and all rules apply. The concurrency key needs no
  // condition, because a second running task with the same key violates QueueTask_concurrency_key.
  text: claimBy(
    undefined,
    `UPDATE "QueueTask" t SET ${claimAssignments()}
  FROM jsonb_to_recordset($4::jsonb) AS w(type text, "timeoutMs" int)
  WHERE t.id = $5::text AND t.type = w.type AND ${isWaiting} AND ${hasAttemptsLeft} AND ${isInTime}
    AND ${limitLockWait()}
    AND ($6::int IS NULL OR t.attempts + 1 = $6::int)
    AND (NOT $7::boolean OR ${hasFailedOrWasRefused} AND ${isDue} AND ${isOpenType("t.type")}
      AND (NOT ${isInQuarantine} OR NOT EXISTS (SELECT 1 FROM ${otherRunningInQuarantine} AND q."leaseHolder" = $2::text)))${andAll(slots.gate)}
  RETURNING ${claimedColumns}`,
    slots,
  ),
});

/** Makes {@link claimTaskById} with these slots filled. */
export function createClaimTaskById(slots: Omit<StatementSlots, "choose"> = {}) {
  const statement = statementById(slots);
  return async (database: Database, request: ClaimByIdRequest): Promise<ClaimedTask | undefined> => {
    const { id, token, holder, leaseMs, wanted, nextAttempt, onlyDueFailed } = request;
    const rows = await database.query<ClaimedRow>(statement, [
      token,
      holder,
      leaseMs,
      JSON.stringify(wanted),
      toIdParameter(id),
      nextAttempt ?? null,
      onlyDueFailed ?? false,
    ]);
    return toClaimedTasks(rows, token)[0];
  };
}

/** Claims one task, by default whether it is due or not. Returns undefined when it cannot be claimed. */
export const claimTaskById = createClaimTaskById();
