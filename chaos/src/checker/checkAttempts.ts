import type { Claim, TaskHistory } from "../history/groupByTask.ts";
import type { Check, Violation } from "./Check.ts";

/**
 * I7: `0 ≤ attempts ≤ maxAttempts`. A claim uses an attempt. Only a snooze, a release, refused data, or the rescue of a run that
 * had not begun returns it.
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
    // The beginning of a run is recorded only for the last attempt and after a crash. Without that record no attempt is used.
    const isNoted = from.crashCount > 0 || from.attempts >= from.maxAttempts;
    return from.claimedAhead === false || (hasBegun && isNoted) ? [0] : [0, -1];
  }
  if (kind !== "settle") return [0];
  if (to?.status === "PENDING") return [-1];
  // The data was refused permanently: nothing ran.
  if (to?.terminalReason === "UNRECOVERABLE") return hasBegun ? [0] : [0, -1];
  // Cancelled while it was snoozed, or snoozed too often: no attempt was used either.
  return to?.status === "CANCELLED" || to?.terminalReason === "RATE_LIMITED" ? [0, -1] : [0];
}
