import type { Add } from "../history/History.ts";
import { nameKey } from "../history/History.ts";
import type { Check, HistoryView, Violation } from "./Check.ts";
import { findRelease } from "./findRelease.ts";
import { isStruck, measureStalls } from "./isStruck.ts";

/** Milliseconds that may pass until a locked row is found and set aside. */
const asideMs = 1_000;
/** A process repeats a failed statement after 5 s at the latest. */
const reachMs = 6_000;

/** I23: a row or key that the application locks delays only its own task. All others are recorded and added in time. */
export const checkDelays: Check = (view) => [...checkRecording(view), ...checkAdding(view)];

function checkRecording(view: HistoryView): Violation[] {
  const violations: Violation[] = [];
  for (const { taskId, claims } of view.tasks.values()) {
    for (const { end, runs } of claims) {
      const [run] = runs;
      if (end?.kind !== "settle" || !run?.end) continue;
      const { at } = end.change;
      const unlockedAt = findRelease(view, "rowLocks", taskId, run.end.at, at);
      const lateMs = measureDelay(view, run.pid, run.end.at, at, unlockedAt);
      if (lateMs === 0) continue;
      const message = `run ${run.run} was recorded ${lateMs} ms after its end, although this task was not locked`;
      violations.push({ invariant: "I23", taskId, message });
    }
  }
  return violations;
}

function checkAdding(view: HistoryView): Violation[] {
  return [...Map.groupBy(view.adds, ({ call }) => call)].flatMap(([call, adds]): Violation[] => {
    const [first] = adds;
    const endedAt = first?.endedAt;
    if (!first || endedAt == null) return [];
    const freeAt = Math.max(...adds.map((add) => findKeyRelease(view, add, endedAt)));
    const lateMs = measureDelay(view, first.pid, first.startedAt, endedAt, freeAt);
    if (lateMs === 0) return [];
    const message = `call ${call} took ${lateMs} ms, although none of its keys was locked`;
    return [{ invariant: "I23", ...(first.taskId === null ? {} : { taskId: first.taskId }), message }];
  });
}

/** Milliseconds since the start, or since the release of the lock that it waited for; 0 when it was in time or no lock was held. */
function measureDelay(view: HistoryView, pid: number, startedAt: number, endedAt: number, freeAt: number): number {
  const tookMs = endedAt - Math.max(startedAt, freeAt) - measureStalls(view, pid, startedAt, endedAt);
  const isHeldSomewhere = view.faults.some(
    (fault) => fault.holds && fault.startedAt <= endedAt && fault.endedAt >= startedAt,
  );
  if (!isHeldSomewhere || tookMs <= asideMs + view.settings.slackMs) return 0;
  // The time of a stall is subtracted above, so it excuses nothing else.
  const faults = view.faults.filter(({ kind }) => kind !== "stall");
  return isStruck({ faults }, pid, startedAt - reachMs, endedAt) ? 0 : Math.round(tookMs);
}

function findKeyRelease(view: HistoryView, { type, uniqueKey, startedAt }: Add, until: number): number {
  return uniqueKey === null ? -Infinity : findRelease(view, "openAdds", nameKey(type, uniqueKey), startedAt, until);
}
