import type { Check } from "./Check.ts";
import type { Violation } from "./Violation.ts";

/** I11: by the database's clock, no claim comes before the task is due, rate limits and backoffs included. */
export const checkDueTimes: Check = ({ tasks }) => {
  const violations: Violation[] = [];
  for (const { taskId, changes } of tasks.values()) {
    for (const { kind, from, at } of changes) {
      if (kind === "claim" && from && at < from.dueAt)
        violations.push({ invariant: "I11", taskId, message: `started ${Math.round(from.dueAt - at)} ms too early` });
    }
  }
  return violations;
};
