import type { Change } from "../history/History.ts";
import type { TransitionKind } from "../history/Transition.ts";
import type { Check } from "./Check.ts";
import type { Violation } from "./Violation.ts";

/** I7: `0 ≤ attempts ≤ maxAttempts`; charged at the claim, given back only by the settlement of a run that did not count. */
export const checkAttempts: Check = ({ tasks }) => {
  const violations: Violation[] = [];
  for (const { taskId, changes } of tasks.values()) {
    for (const change of changes) {
      const { kind, from, to } = change;
      if (!to) continue;
      if (to.attempts < 0 || to.attempts > to.maxAttempts)
        violations.push({ invariant: "I7", taskId, message: `attempts are ${to.attempts} of ${to.maxAttempts}` });
      const rise = to.attempts - (from?.attempts ?? 0);
      if (!allowedRises(change).includes(rise))
        violations.push({ invariant: "I7", taskId, message: `attempts changed by ${rise} at a ${kind}` });
    }
  }
  return violations;
};

function allowedRises({ kind, to }: Change & { kind: TransitionKind }): readonly number[] {
  if (kind === "claim") return [1];
  if (kind !== "settle") return [0];
  if (to?.status === "PENDING") return [-1];
  // Cancelled while it was put off, or put off once too often: it did not count either.
  return to?.status === "CANCELLED" || to?.terminalReason === "RATE_LIMITED" ? [0, -1] : [0];
}
