import type { Check } from "./Check.ts";
import type { Violation } from "./Violation.ts";

/** I5: a settlement carries the token of the claim that is held, and speaks of the run that held it. */
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
          message: `settled with token ${to.settledToken}, held by ${from.leaseToken}`,
        });
      const token =
        to.settledRun === null || to.settledRun === from.settledRun ? undefined : tokenOf.get(to.settledRun);
      if (token !== undefined && token !== from.leaseToken)
        violations.push({
          invariant: "I5",
          taskId,
          message: `settled as ${to.status} by run ${to.settledRun}, whose claim was over: it held ${token}, the claim was ${from.leaseToken}`,
        });
    }
  }
  return violations;
};
