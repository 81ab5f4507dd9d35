import { isFinished } from "../history/Transition.ts";
import type { Check, Violation } from "./Check.ts";

/** I3: a task finishes once per add or manual retry. A finished task changes only by a retry or a delete. */
export const checkSettlement: Check = ({ tasks }) => {
  const violations: Violation[] = [];
  for (const { taskId, changes } of tasks.values()) {
    for (const { kind, from, to } of changes) {
      if (!from || !isFinished(from) || kind === "delete") continue;
      if (kind === "retry" && from.status !== "COMPLETED") continue;
      violations.push({
        invariant: "I3",
        taskId,
        message: `${from.status} was changed again (${kind}, to ${to?.status}, run ${from.settledRun} → ${to?.settledRun})`,
      });
    }
  }
  return violations;
};
