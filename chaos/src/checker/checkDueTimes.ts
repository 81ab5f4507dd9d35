import type { Check, Violation } from "./Check.ts";

/** I11: by the database's clock, no claim happens before the task is due, including rate limits and backoffs. */
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
