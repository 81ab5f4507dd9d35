import type { Database, Statement } from "../database/database.ts";
import { limitLockWait } from "../database/limitLockWait.ts";
import { toIdParameter } from "../database/toIdParameter.ts";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { type ClaimedRow, claimAssignments, claimedColumns, toClaimedTasks } from "./claimedTask.ts";
import type { WantedType } from "./claimTasks.ts";

export interface ClaimByIdRequest {
  id: string;
  token: string;
  holder: string;
  leaseMs: number;
  /** The types that this process has workers for. */
  wanted: readonly Omit<WantedType, "limit">[];
  /** Claims only if this is the attempt that comes next, 1 for the first. */
  nextAttempt: number | undefined;
  /** Claims only a task whose last attempt failed, or that a process has refused, and whose wait is over. */
  onlyDueFailed?: boolean;
}

const statement: Statement = {
  name: "claimTaskById",
  text: `UPDATE "QueueTask" t SET ${claimAssignments()}
  FROM jsonb_to_recordset($4::jsonb) AS w(type text, "timeoutMs" int)
  WHERE t.id = $5::text AND t.type = w.type AND t.status IN ('PENDING', 'FAILED') AND t.attempts < t."maxAttempts"
    AND ${limitLockWait()}
    AND ($6::int IS NULL OR t.attempts + 1 = $6::int)
    AND (NOT $7::boolean OR (t.status = 'FAILED' OR t."refusedAt" IS NOT NULL) AND coalesce(t."scheduledFor", t."createdAt") <= clock_timestamp())
  RETURNING ${claimedColumns}`,
};

/** Claims one task, whether it is due or not; undefined when it cannot be claimed. */
export async function claimTaskById(database: Database, request: ClaimByIdRequest): Promise<ClaimedTask | undefined> {
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
}
