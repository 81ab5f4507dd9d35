import type { Check } from "./Check.ts";
import type { Violation } from "./Violation.ts";

/** I13: from the cancellation to a manual retry, no claim and no completion; and what was acknowledged was recorded. */
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
        message: `a cancellation was acknowledged (asked at ${startedAt}), but the row knows nothing of it`,
      });
  }
  return violations;
};
