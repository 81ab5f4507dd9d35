import { limitLockWait } from "../database/limitLockWait.ts";

// SQL shared by all statements that end a claim. `t` is a running row of "QueueTask". Each rule is defined only here.

/** SQL: whether the running task was cancelled. Its next status is then CANCELLED, regardless of the attempt's outcome. */
export const isCancelled = `t."cancelRequestedAt" IS NOT NULL`;

/** SQL: whether the attempt that ends is the last one. */
export const isLastAttempt = `t.attempts >= t."maxAttempts"`;

/** SQL assignments: the task no longer belongs to a process. */
export const clearLease = `"leaseToken" = NULL, "leaseHolder" = NULL, "leaseExpiresAt" = NULL, "deadlineAt" = NULL`;

/** SQL assignments: clears the lease and keeps its token, so that the lease owner finds its own write after a lost reply. */
export const settleLease = `"settledToken" = t."leaseToken", ${clearLease}`;

/**
 * SQL: whether the record `s (token)` belongs to the current claim. Only a running task has a token, so the status is not compared.
 * With the status, the planner could use QueueTask_lease_idx, and would compare each record with each running task.
 */
export const isHeldClaim = `t."leaseToken" = s.token AND ${limitLockWait()}`;

/** SQL: the task's attempts without the current one, for ends that use no attempt. */
export const withoutThisAttempt = "greatest(t.attempts - 1, 0)";

interface EndWithoutSuccess {
  /** SQL: whether the task fails permanently. */
  isFinal: string;
  /** SQL: the terminal reason if it fails permanently. */
  reason: string;
  /** SQL: the status if it does not. */
  status: string;
  /** SQL: the next due time if it does not. */
  dueAt: string;
}

/** SQL assignments for an attempt that did not succeed. A cancellation has priority over a permanent failure. */
export const endWithoutSuccess = ({ isFinal, reason, status, dueAt }: EndWithoutSuccess): string =>
  `status = CASE WHEN ${isCancelled} THEN 'CANCELLED' WHEN ${isFinal} THEN 'MAX_RETRIES_REACHED' ELSE ${status} END::"QueueStatus",
      "terminalReason" = CASE WHEN ${isCancelled} THEN 'CANCELLED' WHEN ${isFinal} THEN ${reason} END,
      "finishedAt" = CASE WHEN ${isCancelled} OR ${isFinal} THEN clock_timestamp() END,
      "scheduledFor" = CASE WHEN ${isCancelled} OR ${isFinal} THEN t."scheduledFor" ELSE ${dueAt} END`;
