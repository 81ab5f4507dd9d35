import type { Check, Violation } from "./Check.ts";

/** I5: a recorded outcome has the token of the current claim, and is that of the run that holds the claim. */
export const checkFencing: Check = ({ tasks }) => {
  const violations: Violation[] = [];
  for (const { taskId, changes, runs } of tasks.values()) {
    const tokenOf = new Map(runs.map(({ run, token }) => [run, token]));
    for (const { kind, from, to } of changes) {
      if (kind !== "settle" || !from || !to) continue;
      if (to.settledToken !== from.leaseToken)
        violations.push({
          invariant: "I5",
          taskId,
          message: `an outcome was recorded with token ${to.settledToken}; the claim had ${from.leaseToken}`,
        });
      const token =
        to.settledRun === null || to.settledRun === from.settledRun ? undefined : tokenOf.get(to.settledRun);
      if (token !== undefined && token !== from.leaseToken)
        violations.push({
          invariant: "I5",
          taskId,
          message: `run ${to.settledRun} recorded ${to.status} after its claim had ended: its token was ${token}, the claim had ${from.leaseToken}`,
        });
    }
  }
  return violations;
};
