import type { Claim, TaskHistory } from "../history/groupByTask.ts";
import type { Check, HistoryView, Violation } from "./Check.ts";
import { findRelease } from "./findRelease.ts";
import { isStruck, readPid } from "./isStruck.ts";

/**
 * I9: a task has one run per claim. A claim of a healthy process is never rescued, and its lease expires only while the
 * application keeps the row locked. A lock or a reference is no reason for a rescue, however long it lasts.
 */
export const checkAttribution: Check = (view) => {
  const violations: Violation[] = [];
  for (const task of view.tasks.values()) {
    const { taskId, claims, runs } = task;
    if (runs.length > claims.length)
      violations.push({ invariant: "I9", taskId, message: `${runs.length} runs, but only ${claims.length} claims` });
    for (const claim of claims) {
      if (claim.end?.kind !== "rescue" || isExplained(claim, view)) continue;
      violations.push({
        invariant: "I9",
        taskId,
        message: `claim ${claim.epoch} of ${claim.holder} was rescued, and no fault struck it`,
      });
    }
    violations.push(...checkExpiries(task, view));
  }
  return violations;
};

/** Whether a fault of the database, the network or its process struck a rescued claim. */
export function isExplained(claim: Claim, view: Pick<HistoryView, "faults" | "settings">): boolean {
  const until = claim.end?.change.at ?? Infinity;
  // A worker that never returns is ended by its timeout. The lease was held.
  const from = claim.end?.change.from;
  if (from?.deadlineAt != null && from.deadlineAt <= until && (from.leaseExpiresAt ?? 0) > from.deadlineAt) return true;
  return isStruck(view, readPid(claim.holder), claim.startedAt - reach(view), until);
}

/** Leases that had expired when their owner extended them or recorded an outcome. A rescue in between would have taken them. */
function checkExpiries({ taskId, changes }: TaskHistory, view: HistoryView): Violation[] {
  return changes.flatMap(({ kind, from, at }): Violation[] => {
    if ((kind !== "extend" && kind !== "settle") || from?.leaseExpiresAt == null || from.leaseExpiresAt >= at)
      return [];
    const extendedAt = from.leaseExpiresAt - view.settings.leaseMs;
    if (findRelease(view, "rowLocks", taskId, extendedAt, at) > -Infinity) return [];
    if (isStruck(view, readPid(from.leaseHolder), extendedAt - reach(view), at)) return [];
    const message = `the lease of ${from.leaseHolder} had expired ${Math.round(at - from.leaseExpiresAt)} ms before its next write, and no fault struck it`;
    return [{ invariant: "I9", taskId, message }];
  });
}

/** Milliseconds that a fault has effects after its end. */
const reach = ({ settings }: Pick<HistoryView, "settings">) => settings.leaseMs + settings.slackMs;
