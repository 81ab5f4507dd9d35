import { type TaskRow, taskColumns } from "./taskRow.ts";

/** A task that this process has claimed, with the token that proves it. */
export interface ClaimedTask extends TaskRow {
  /** With the id, identifies this claim: every write about it carries both. */
  token: string;
  failureCount: number;
}

export type ClaimedRow = Omit<ClaimedTask, "token">;

/** What a claim writes. Parameters: $1 token, $2 holder, $3 lease in ms; the run limit comes from the task or from `w`. */
export const claimAssignments = `status = 'PROCESSING', attempts = t.attempts + 1, "claimCount" = t."claimCount" + 1,
    "leaseToken" = $1::uuid, "leaseHolder" = $2::text, "leaseExpiresAt" = clock_timestamp() + $3::float8 * interval '1 ms',
    "deadlineAt" = CASE WHEN coalesce(t."timeoutMs", w."timeoutMs") > 0
      THEN clock_timestamp() + (coalesce(t."timeoutMs", w."timeoutMs") + $3::float8) * interval '1 ms' END,
    "startedAt" = clock_timestamp(), "updatedAt" = clock_timestamp(), "settledToken" = NULL, progress = NULL, "progressNote" = NULL`;

export const claimedColumns = `${taskColumns}, t."failureCount"`;
