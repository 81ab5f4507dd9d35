import { isFinished } from "../history/Transition.ts";
import type { Check, Violation } from "./Check.ts";

/** I22: a task has a lease exactly while it is PROCESSING, and `finishedAt` exactly when it is finished. */
export const checkRows: Check = ({ tasks }) => {
  const violations: Violation[] = [];
  for (const { taskId, changes } of tasks.values()) {
    for (const { to } of changes) {
      if (!to) continue;
      const isHeld = to.leaseToken !== null && to.leaseExpiresAt !== null;
      if (isHeld !== (to.status === "PROCESSING"))
        violations.push({ invariant: "I22", taskId, message: `${to.status} ${isHeld ? "with" : "without"} a lease` });
      if (isFinished(to) !== (to.finishedAt !== null))
        violations.push({
          invariant: "I22",
          taskId,
          message: `${to.status} ${to.finishedAt === null ? "without" : "with"} finishedAt`,
        });
    }
  }
  return violations;
};
