import type { Change, RowState } from "./History.ts";

/**
 * What a change of a row means. `settle` records the outcome of a run, `rescue` ends an expired claim; only `settle` leaves a
 * token behind. `begin` marks that the run of a task that was claimed ahead begins. `expire` ends a task that has not begun in time.
 */
export type TransitionKind =
  | "add"
  | "claim"
  | "settle"
  | "rescue"
  | "cancel"
  | "askToCancel"
  | "retry"
  | "delete"
  | "extend"
  | "begin"
  | "expire"
  | "other";

const finished = ["COMPLETED", "MAX_RETRIES_REACHED", "CANCELLED"];

export function isFinished(state: RowState): boolean {
  return finished.includes(state.status);
}

/** Returns what a change means, from its status and its tokens. */
export function classifyChange({ from, to }: Change): TransitionKind {
  if (!from) return "add";
  if (!to) return "delete";
  if (from.status === to.status && from.leaseToken === to.leaseToken) return classifyStay(from, to);
  if (to.status === "PROCESSING") return "claim";
  if (from.status === "PROCESSING") return to.settledToken === null ? "rescue" : "settle";
  if (isFinished(from) || (from.status === "FAILED" && to.status === "PENDING")) {
    return to.status === "PENDING" ? "retry" : "other";
  }
  if (to.terminalReason === "EXPIRED") return "expire";
  return to.status === "CANCELLED" ? "cancel" : "other";
}

function classifyStay(from: RowState, to: RowState): TransitionKind {
  if (from.cancelRequestedAt === null && to.cancelRequestedAt !== null) return "askToCancel";
  const { leaseExpiresAt: _, claimedAhead: wasAhead, deadlineAt: wasDeadline, ...before } = from;
  const { leaseExpiresAt: __, claimedAhead: isAhead, deadlineAt: isDeadline, ...after } = to;
  if (JSON.stringify(before) !== JSON.stringify(after)) return "other";
  // The timeout counts from the beginning of the run.
  if (wasAhead && isAhead === false) return "begin";
  return wasAhead === isAhead && wasDeadline === isDeadline ? "extend" : "other";
}
