import { isFinished } from "../history/Transition.ts";
import type { Check, Violation } from "./Check.ts";

/** I1: a task whose add was acknowledged exists and has finished, unless it is due later. */
export const checkLoss: Check = ({ adds, tasks, quietAt }) => {
  const violations: Violation[] = [];
  for (const { addId, taskId, outcome } of adds) {
    if (outcome !== "ok" || taskId === null) continue;
    const last = tasks.get(taskId)?.changes.at(-1);
    if (!last)
      violations.push({ invariant: "I1", taskId, message: `add ${addId} was acknowledged, but there is no row` });
    else if (!last.to)
      violations.push({ invariant: "I1", taskId, message: `add ${addId} was acknowledged, but the row was deleted` });
    else if (!isFinished(last.to) && (last.to.status === "PROCESSING" || last.to.dueAt <= quietAt)) {
      violations.push({ invariant: "I1", taskId, message: `still ${last.to.status} at the end` });
    }
  }
  return violations;
};
