import type { Check, HistoryView } from "./Check.ts";
import { findRelease } from "./findRelease.ts";
import { listFaults } from "./isStruck.ts";
import type { Violation } from "./Violation.ts";

/** I12: an expired claim is taken back within a sweep and a second, unless something kept everybody from it. */
export const checkLiveness: Check = (view) => {
  const { tasks, settings } = view;
  const violations: Violation[] = [];
  const limitMs = settings.sweepMs * 1.2 + 1_000 + settings.slackMs;
  for (const { taskId, changes } of tasks.values()) {
    for (const { kind, from, at } of changes) {
      if (kind !== "rescue" || !from) continue;
      const expiredAt = Math.min(from.leaseExpiresAt ?? Infinity, from.deadlineAt ?? Infinity);
      // A locked row cannot be taken back; afterwards its holder gets a lease's time to show that it lives.
      const unlockedAt = findRelease(view, "rowLocks", taskId, expiredAt - settings.leaseMs, at);
      const endedAt = Math.max(expiredAt, unlockedAt + settings.leaseMs);
      const lateMs = at - endedAt - limitMs;
      if (lateMs <= 0 || isExcused(expiredAt, at, view)) continue;
      violations.push({
        invariant: "I12",
        taskId,
        message: `taken back ${Math.round(at - endedAt)} ms after its lease, and a lock if there was one, had ended; promised within ${Math.round(limitMs)}`,
      });
    }
  }
  return violations;
};

/** Somebody sweeps all the time, unless the database is out of reach or every runner is struck. */
function isExcused(
  endedAt: number,
  at: number,
  { faults, settings }: Pick<HistoryView, "faults" | "settings">,
): boolean {
  // After the database was away, sweepers let holders extend their leases first.
  const during = listFaults(faults, endedAt - settings.leaseMs, at);
  const struck = new Set(during.map(({ pid }) => pid));
  return struck.has(undefined) || struck.size >= settings.runners;
}
