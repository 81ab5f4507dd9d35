import { isTerminalState } from "../history/Transition.ts";
import type { Check } from "./Check.ts";
import type { Violation } from "./Violation.ts";

/** I3: a generation (an add, or a manual retry) ends once, and what has ended changes by a retry or delete alone. */
export const checkSettlement: Check = ({ tasks }) => {
  const violations: Violation[] = [];
  for (const { taskId, changes } of tasks.values()) {
    for (const { kind, from, to } of changes) {
      if (!from || !isTerminalState(from) || kind === "delete") continue;
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
