import type { Check, HistoryView } from "./Check.ts";
import type { Violation } from "./Violation.ts";

/** I20: the statistics count each settlement once; an event tells of a settlement that happened, and at most once. */
export const checkConservation: Check = (view) => [...checkStatistics(view), ...checkEvents(view)];

function checkStatistics({ tasks, statistics }: HistoryView): Violation[] {
  const counted = { completed: 0, failed: 0, exhausted: 0 };
  for (const { changes } of tasks.values()) {
    for (const { kind, to } of changes) {
      if (kind !== "settle" && kind !== "rescue") continue;
      if (to?.status === "COMPLETED") counted.completed++;
      if (to?.status === "FAILED") counted.failed++;
      // A task that was put off once too often is settled without statistics.
      if (to?.status === "MAX_RETRIES_REACHED" && to.terminalReason !== "RATE_LIMITED") counted.exhausted++;
    }
  }
  return (Object.keys(counted) as (keyof typeof counted)[]).flatMap((name): Violation[] =>
    counted[name] === statistics[name]
      ? []
      : [
          {
            invariant: "I20",
            message: `statistics count ${statistics[name]} ${name}, the history has ${counted[name]}`,
          },
        ],
  );
}

const statusOf: Readonly<Record<string, string>> = {
  completed: "COMPLETED",
  failed: "FAILED",
  exhausted: "MAX_RETRIES_REACHED",
  cancelled: "CANCELLED",
};

function checkEvents({ tasks, told }: HistoryView): Violation[] {
  const violations: Violation[] = [];
  const seen = new Set<string>();
  for (const { name, taskId, token } of told) {
    const status = statusOf[name];
    if (status === undefined || token === null) continue;
    const key = `${name}/${taskId}/${token}`;
    if (seen.has(key)) violations.push({ invariant: "I20", taskId, message: `"${name}" was told twice of one claim` });
    seen.add(key);
    const happened = tasks
      .get(taskId)
      ?.changes.some(({ kind, from, to }) => kind === "settle" && from?.leaseToken === token && to?.status === status);
    if (!happened) violations.push({ invariant: "I20", taskId, message: `"${name}" was told, but it did not happen` });
  }
  return violations;
}
