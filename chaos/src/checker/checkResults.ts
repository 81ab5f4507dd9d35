import type { Check } from "./Check.ts";
import type { Violation } from "./Violation.ts";

/** I19: a completed task holds the result of a run that returned, and that held the claim that completed it. */
export const checkResults: Check = ({ tasks }) => {
  const violations: Violation[] = [];
  for (const { taskId, changes, runs } of tasks.values()) {
    const completion = changes.findLast(({ to, from }) => to?.status === "COMPLETED" && from?.status !== "COMPLETED");
    const last = changes.at(-1)?.to;
    if (!completion || last?.status !== "COMPLETED") continue;
    const winner = runs.find(({ run }) => run === last.settledRun);
    const complain = (message: string) => violations.push({ invariant: "I19", taskId, message });
    if (!winner) complain(`the result speaks of run ${last.settledRun}, which nobody made`);
    else if (winner.end?.how !== "returned") complain(`the result speaks of run ${winner.run}, which did not return`);
    else if (winner.token !== completion.from?.leaseToken)
      complain(`the result is of run ${winner.run}, but another claim completed the task`);
  }
  return violations;
};
