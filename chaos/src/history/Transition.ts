import type { Change, RowState } from "./History.ts";

/**
 * What a change of a row means. `settle` is a worker's outcome, `rescue` the taking back of an expired claim; they look
 * alike but for the token that a settlement leaves behind. `begin` notes that the run of a claim made ahead begins.
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
  | "other";

const terminal = ["COMPLETED", "MAX_RETRIES_REACHED", "CANCELLED"];

export function isTerminalState(state: RowState): boolean {
  return terminal.includes(state.status);
}

/** Names what a change means, by its status and its tokens alone. */
export function classifyChange({ from, to }: Change): TransitionKind {
  if (!from) return "add";
  if (!to) return "delete";
  if (from.status === to.status && from.leaseToken === to.leaseToken) return classifyStay(from, to);
  if (to.status === "PROCESSING") return "claim";
  if (from.status === "PROCESSING") return to.settledToken === null ? "rescue" : "settle";
  if (isTerminalState(from) || (from.status === "FAILED" && to.status === "PENDING")) {
    return to.status === "PENDING" ? "retry" : "other";
  }
  return to.status === "CANCELLED" ? "cancel" : "other";
}

function classifyStay(from: RowState, to: RowState): TransitionKind {
  if (from.cancelRequestedAt === null && to.cancelRequestedAt !== null) return "askToCancel";
  const { leaseExpiresAt: _, claimedAhead: wasAhead, deadlineAt: wasDeadline, ...before } = from;
  const { leaseExpiresAt: __, claimedAhead: isAhead, deadlineAt: isDeadline, ...after } = to;
  if (JSON.stringify(before) !== JSON.stringify(after)) return "other";
  // The time of the attempt runs from its beginning.
  if (wasAhead && isAhead === false) return "begin";
  return wasAhead === isAhead && wasDeadline === isDeadline ? "extend" : "other";
}
