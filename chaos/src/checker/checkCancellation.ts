import type { Check, Violation } from "./Check.ts";

/** I13: no claim and no completion between a cancellation and a manual retry. An acknowledged cancellation is recorded. */
export const checkCancellation: Check = ({ tasks, operations }) => {
  const violations: Violation[] = [];
  for (const { taskId, changes } of tasks.values()) {
    for (const { kind, from, to } of changes) {
      if (from?.cancelRequestedAt == null) continue;
      if (kind === "claim") violations.push({ invariant: "I13", taskId, message: "started after it was cancelled" });
      if (to?.status === "COMPLETED" && from.status !== "COMPLETED")
        violations.push({ invariant: "I13", taskId, message: "completed after it was cancelled" });
    }
  }
  for (const { kind, taskId, outcome, startedAt, endedAt } of operations) {
    if (kind !== "cancel" || outcome !== "ok" || endedAt === null) continue;
    const wasAsked = tasks
      .get(taskId)
      ?.changes.some(({ to, at }) => to?.cancelRequestedAt != null && at <= endedAt + 1_000);
    if (!wasAsked)
      violations.push({
        invariant: "I13",
        taskId,
        message: `a cancellation was acknowledged (requested at ${startedAt}), but it is not in the row`,
      });
  }
  return violations;
};
