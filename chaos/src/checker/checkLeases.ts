import type { Check } from "./Check.ts";
import type { Violation } from "./Violation.ts";

/** Clocks are read in the statement, the recorder's a little later, in its trigger. */
const readingMs = 5;

/** I4: by the database's clock, a claim begins when none is held, lasts its lease, and is taken back only after it. */
export const checkLeases: Check = ({ tasks, settings }) => {
  const violations: Violation[] = [];
  for (const { taskId, changes } of tasks.values()) {
    for (const { kind, from, to, at } of changes) {
      if (kind === "claim" && from?.leaseToken)
        violations.push({ invariant: "I4", taskId, message: `claimed while ${from.leaseHolder} held it` });
      if ((kind === "claim" || kind === "extend") && to?.leaseExpiresAt != null) {
        const leaseMs = to.leaseExpiresAt - at;
        if (leaseMs <= -1_000 || leaseMs > settings.leaseMs + readingMs)
          violations.push({
            invariant: "I4",
            taskId,
            message: `the lease ends ${Math.round(leaseMs)} ms after it was given, not ${settings.leaseMs}`,
          });
      }
      if (kind !== "rescue" || !from) continue;
      const endsAt = Math.min(from.leaseExpiresAt ?? -Infinity, from.deadlineAt ?? Infinity);
      if (at < endsAt)
        violations.push({
          invariant: "I4",
          taskId,
          message: `taken back ${Math.round(endsAt - at)} ms before its lease ended`,
        });
    }
  }
  return violations;
};
