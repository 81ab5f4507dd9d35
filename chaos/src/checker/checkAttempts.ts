import type { Claim, TaskHistory } from "../history/groupByTask.ts";
import type { Check } from "./Check.ts";
import type { Violation } from "./Violation.ts";

/**
 * I7: `0 ≤ attempts ≤ maxAttempts`; charged at the claim, given back only by the settlement of a run that did not count,
 * by a refusal, or by the rescue of a claim that had not begun.
 */
export const checkAttempts: Check = ({ tasks }) => {
  const violations: Violation[] = [];
  for (const { taskId, changes, claims } of tasks.values()) {
    for (const change of changes) {
      const { kind, from, to } = change;
      if (!to) continue;
      if (to.attempts < 0 || to.attempts > to.maxAttempts)
        violations.push({ invariant: "I7", taskId, message: `attempts are ${to.attempts} of ${to.maxAttempts}` });
      const rise = to.attempts - (from?.attempts ?? 0);
      const claim = claims.find(({ token }) => token === from?.leaseToken);
      if (!allowedRises(change, claim).includes(rise))
        violations.push({ invariant: "I7", taskId, message: `attempts changed by ${rise} at a ${kind}` });
    }
  }
  return violations;
};

function allowedRises(
  { kind, from, to, at }: TaskHistory["changes"][number],
  claim: Claim | undefined,
): readonly number[] {
  const hasBegun = claim?.runs.some(({ startedAt }) => startedAt <= at);
  if (kind === "claim") return [1];
  if (kind === "rescue" && from) {
    // That a run begins is noted for the last attempt and after a crash; before that nobody knows, and the attempt is given back.
    const isNoted = from.crashCount > 0 || from.attempts >= from.maxAttempts;
    return from.claimedAhead === false || (hasBegun && isNoted) ? [0] : [0, -1];
  }
  if (kind !== "settle") return [0];
  if (to?.status === "PENDING") return [-1];
  // Data that was refused for good: nothing ran.
  if (to?.terminalReason === "UNRECOVERABLE") return hasBegun ? [0] : [0, -1];
  // Cancelled while it was put off, or put off once too often: it did not count either.
  return to?.status === "CANCELLED" || to?.terminalReason === "RATE_LIMITED" ? [0, -1] : [0];
}
