import type { Check, Violation } from "./Check.ts";

/** I6: `claimCount` rises by one with each claim and changes with nothing else. */
export const checkEpochs: Check = ({ tasks }) => {
  const violations: Violation[] = [];
  for (const { taskId, changes } of tasks.values()) {
    for (const { kind, from, to } of changes) {
      if (!to) continue;
      const expected = (from?.claimCount ?? 0) + (kind === "claim" ? 1 : 0);
      if (to.claimCount !== expected)
        violations.push({
          invariant: "I6",
          taskId,
          message: `claimCount is ${to.claimCount} after a ${kind}, expected ${expected}`,
        });
    }
  }
  return violations;
};
