import type { Check, HistoryView, Violation } from "./Check.ts";

/** I20: the statistics count each recorded outcome once. An event reports an outcome that was recorded, at most once. */
export const checkConservation: Check = (view) => [...checkStatistics(view), ...checkEvents(view)];

function checkStatistics({ tasks, statistics }: HistoryView): Violation[] {
  const counted = { completed: 0, failed: 0, exhausted: 0 };
  for (const { changes } of tasks.values()) {
    for (const { kind, to } of changes) {
      if (kind !== "settle" && kind !== "rescue" && kind !== "expire") continue;
      if (to?.status === "COMPLETED") counted.completed++;
      if (to?.status === "FAILED") counted.failed++;
      // A task that reached its limit of snoozes is not counted by the statistics.
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

function checkEvents({ tasks, emitted }: HistoryView): Violation[] {
  const violations: Violation[] = [];
  const seen = new Set<string>();
  for (const { name, taskId, token } of emitted) {
    const status = statusOf[name];
    if (status === undefined || token === null) continue;
    const key = `${name}/${taskId}/${token}`;
    if (seen.has(key))
      violations.push({ invariant: "I20", taskId, message: `"${name}" was emitted twice for one claim` });
    seen.add(key);
    const happened = tasks
      .get(taskId)
      ?.changes.some(({ kind, from, to }) => kind === "settle" && from?.leaseToken === token && to?.status === status);
    if (!happened)
      violations.push({ invariant: "I20", taskId, message: `"${name}" was emitted, but it did not happen` });
  }
  return violations;
}
