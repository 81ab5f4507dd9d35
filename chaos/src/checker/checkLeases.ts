import type { Check, Violation } from "./Check.ts";

/** The recorder reads the clock in its trigger, a little later than the statement. */
const readingMs = 5;

/** I4: by the database's clock, a claim begins when there is none, and is rescued only after its lease has expired. */
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
          message: `rescued ${Math.round(endsAt - at)} ms before its lease expired`,
        });
    }
  }
  return violations;
};
