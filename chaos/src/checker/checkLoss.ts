import { isTerminalState } from "../history/Transition.ts";
import type { Check } from "./Check.ts";
import type { Violation } from "./Violation.ts";

/** I1: a task whose add was answered is there and has come to an end, unless it is due later. */
export const checkLoss: Check = ({ adds, tasks, quietAt }) => {
  const violations: Violation[] = [];
  for (const { addId, taskId, outcome } of adds) {
    if (outcome !== "ok" || taskId === null) continue;
    const last = tasks.get(taskId)?.changes.at(-1);
    if (!last) violations.push({ invariant: "I1", taskId, message: `add ${addId} was answered, but there is no row` });
    else if (!last.to)
      violations.push({ invariant: "I1", taskId, message: `add ${addId} was answered, but the row was deleted` });
    else if (!isTerminalState(last.to) && (last.to.status === "PROCESSING" || last.to.dueAt <= quietAt)) {
      violations.push({ invariant: "I1", taskId, message: `still ${last.to.status} when all was quiet` });
    }
  }
  return violations;
};
