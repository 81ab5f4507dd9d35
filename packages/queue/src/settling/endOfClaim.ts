import { limitLockWait } from "../database/limitLockWait.ts";

// What every end of a claim writes. Each rule stands here once, as SQL about a running row `t` of "QueueTask".

/** SQL: whether the task was asked to stop. It then ends as CANCELLED, whatever the outcome of its attempt. */
export const isCancelled = `t."cancelRequestedAt" IS NOT NULL`;

/** SQL: whether no attempt is left after the one that ends. */
export const isLastAttempt = `t.attempts >= t."maxAttempts"`;

/** SQL assignments: the task no longer belongs to a process. */
export const clearLease = `"leaseToken" = NULL, "leaseHolder" = NULL, "leaseExpiresAt" = NULL, "deadlineAt" = NULL`;

/** SQL assignments: the same, recorded by the owner of the lease, who finds its token again after a lost reply. */
export const settleLease = `"settledToken" = t."leaseToken", ${clearLease}`;

/**
 * SQL: whether the record `s (token)` belongs to the claim that is held. Only a running task has a token. Naming the status as
 * well would offer QueueTask_lease_idx to the planner, which then compares each record with each running task.
 */
export const isHeldClaim = `t."leaseToken" = s.token AND ${limitLockWait()}`;

/** SQL: the attempts of a task whose current attempt does not count. */
export const withoutThisAttempt = "greatest(t.attempts - 1, 0)";

interface EndWithoutSuccess {
  /** SQL: whether the task has failed permanently. */
  isFinal: string;
  /** SQL: its terminal reason if so. */
  reason: string;
  /** SQL: otherwise its status. */
  status: string;
  /** SQL: and when it is due again. */
  dueAt: string;
}

/** SQL assignments: what an attempt that did not succeed leads to. A cancellation comes first, then a permanent failure. */
export const endWithoutSuccess = ({ isFinal, reason, status, dueAt }: EndWithoutSuccess): string =>
  `status = CASE WHEN ${isCancelled} THEN 'CANCELLED' WHEN ${isFinal} THEN 'MAX_RETRIES_REACHED' ELSE ${status} END::"QueueStatus",
      "terminalReason" = CASE WHEN ${isCancelled} THEN 'CANCELLED' WHEN ${isFinal} THEN ${reason} END,
      "finishedAt" = CASE WHEN ${isCancelled} OR ${isFinal} THEN clock_timestamp() END,
      "scheduledFor" = CASE WHEN ${isCancelled} OR ${isFinal} THEN t."scheduledFor" ELSE ${dueAt} END`;
