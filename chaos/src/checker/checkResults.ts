import type { Check, Violation } from "./Check.ts";

/** I19: a completed task has the result of a run that returned, and whose claim completed the task. */
export const checkResults: Check = ({ tasks }) => {
  const violations: Violation[] = [];
  for (const { taskId, changes, runs } of tasks.values()) {
    const completion = changes.findLast(({ to, from }) => to?.status === "COMPLETED" && from?.status !== "COMPLETED");
    const last = changes.at(-1)?.to;
    if (!completion || last?.status !== "COMPLETED") continue;
    const winner = runs.find(({ run }) => run === last.settledRun);
    const complain = (message: string) => violations.push({ invariant: "I19", taskId, message });
    if (!winner) complain(`the result is of run ${last.settledRun}, which does not exist`);
    else if (winner.end?.how !== "returned") complain(`the result is of run ${winner.run}, which did not return`);
    else if (winner.token !== completion.from?.leaseToken)
      complain(`the result is of run ${winner.run}, but another claim completed the task`);
  }
  return violations;
};
