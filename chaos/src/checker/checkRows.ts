import { isTerminalState } from "../history/Transition.ts";
import type { Check } from "./Check.ts";
import type { Violation } from "./Violation.ts";

/** I22: a lease exactly while it is processed, an end exactly when it is over. */
export const checkRows: Check = ({ tasks }) => {
  const violations: Violation[] = [];
  for (const { taskId, changes } of tasks.values()) {
    for (const { to } of changes) {
      if (!to) continue;
      const isHeld = to.leaseToken !== null && to.leaseExpiresAt !== null;
      if (isHeld !== (to.status === "PROCESSING"))
        violations.push({ invariant: "I22", taskId, message: `${to.status} ${isHeld ? "with" : "without"} a lease` });
      if (isTerminalState(to) !== (to.finishedAt !== null))
        violations.push({
          invariant: "I22",
          taskId,
          message: `${to.status} ${to.finishedAt === null ? "without" : "with"} an end`,
        });
    }
  }
  return violations;
};
