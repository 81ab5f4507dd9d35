import type { Check, Violation } from "./Check.ts";

/** The recorder reads the clock in its trigger, later than the statement that claims. */
const readingMs = 1_000;

/** I25: a task expires only after its time and before its first run. No task whose time is over is claimed, and none begins. */
export const checkExpiry: Check = ({ tasks, settings }) => {
  const violations: Violation[] = [];
  for (const { taskId, changes, runs } of tasks.values()) {
    const complain = (message: string) => violations.push({ invariant: "I25", taskId, message });
    for (const { kind, from, to, at } of changes) {
      if (!from) continue;
      if (kind === "claim" && from.startBy !== null) {
        const startBy = from.startBy + readingMs + settings.slackMs;
        if (at > startBy) complain(`claimed ${Math.round(at - from.startBy)} ms after its time`);
        const late = runs.find(({ token, startedAt }) => token === to?.leaseToken && startedAt > startBy);
        if (late) complain(`run ${late.run} began ${Math.round(late.startedAt - from.startBy)} ms after its time`);
      }
      if (kind !== "expire") continue;
      if (from.startBy === null) complain("expired without a limit, or after it had begun");
      else if (at < from.startBy) complain(`expired ${Math.round(from.startBy - at)} ms before the end of its time`);
      const begun = runs.find(({ startedAt }) => startedAt <= at);
      if (begun) complain(`expired although run ${begun.run} had begun`);
    }
  }
  return violations;
};
