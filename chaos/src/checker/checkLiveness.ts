import type { Check, HistoryView, Violation } from "./Check.ts";
import { findRelease } from "./findRelease.ts";
import { listFaults } from "./isStruck.ts";

/** I12: an expired claim is rescued within a rescue interval and a second, unless a fault kept all runners from it. */
export const checkLiveness: Check = (view) => {
  const { tasks, settings } = view;
  const violations: Violation[] = [];
  const limitMs = settings.sweepMs * 1.2 + 1_000 + settings.slackMs;
  for (const { taskId, changes } of tasks.values()) {
    for (const { kind, from, at } of changes) {
      if (kind !== "rescue" || !from) continue;
      const expiredAt = Math.min(from.leaseExpiresAt ?? Infinity, from.deadlineAt ?? Infinity);
      // A locked row cannot be rescued. After the lock, its owner has the time of a lease to extend it.
      const unlockedAt = findRelease(view, "rowLocks", taskId, expiredAt - settings.leaseMs, at);
      const endedAt = Math.max(expiredAt, unlockedAt + settings.leaseMs);
      const lateMs = at - endedAt - limitMs;
      if (lateMs <= 0 || isExcused(expiredAt, at, view)) continue;
      violations.push({
        invariant: "I12",
        taskId,
        message: `rescued ${Math.round(at - endedAt)} ms after the end of its lease and of any lock; promised within ${Math.round(limitMs)}`,
      });
    }
  }
  return violations;
};

/** Runners rescue all the time, unless the database is unreachable or every runner is struck. */
function isExcused(
  endedAt: number,
  at: number,
  { faults, settings }: Pick<HistoryView, "faults" | "settings">,
): boolean {
  // After an outage of the database, runners wait so that lease owners can extend their leases first.
  const during = listFaults(faults, endedAt - settings.leaseMs, at);
  const struck = new Set(during.map(({ pid }) => pid));
  return struck.has(undefined) || struck.size >= settings.runners;
}
