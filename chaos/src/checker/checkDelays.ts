import type { Add } from "../history/History.ts";
import { nameKey } from "../history/History.ts";
import type { Check, HistoryView } from "./Check.ts";
import { findRelease } from "./findRelease.ts";
import { isStruck } from "./isStruck.ts";
import type { Violation } from "./Violation.ts";

/** What it may cost to find out that something else is locked, and to set that apart. */
const asideMs = 1_000;
/** A process repeats what failed after 5 s at the latest. */
const reachMs = 6_000;

/** I23: what the application holds keeps waiting only what needs that very row or key: all else is recorded and added in time. */
export const checkDelays: Check = (view) => [...checkRecording(view), ...checkAdding(view)];

function checkRecording(view: HistoryView): Violation[] {
  const limitMs = asideMs + view.settings.slackMs;
  const violations: Violation[] = [];
  for (const { taskId, claims } of view.tasks.values()) {
    for (const { end, runs } of claims) {
      const [run] = runs;
      if (end?.kind !== "settle" || !run?.end) continue;
      const { at } = end.change;
      const waitingSince = Math.max(run.end.at, findRelease(view, "rowLocks", taskId, run.end.at, at));
      if (at - waitingSince <= limitMs || isStruck(view, run.pid, run.end.at - reachMs, at)) continue;
      const message = `run ${run.run} was recorded ${Math.round(at - waitingSince)} ms after its end, although nobody held this task; promised within ${limitMs}`;
      violations.push({ invariant: "I23", taskId, message });
    }
  }
  return violations;
}

function checkAdding(view: HistoryView): Violation[] {
  const limitMs = asideMs + view.settings.slackMs;
  return [...Map.groupBy(view.adds, ({ call }) => call)].flatMap(([call, adds]): Violation[] => {
    const [first] = adds;
    const endedAt = first?.endedAt;
    if (!first || endedAt == null) return [];
    const { startedAt, pid } = first;
    const released = adds.map((add) => findKeyRelease(view, add, endedAt));
    const lateMs = endedAt - Math.max(startedAt, ...released);
    if (lateMs <= limitMs || isStruck(view, pid, startedAt - reachMs, endedAt)) return [];
    const message = `call ${call} took ${Math.round(lateMs)} ms, although nobody held a key of it; promised within ${limitMs}`;
    return [{ invariant: "I23", ...(first.taskId === null ? {} : { taskId: first.taskId }), message }];
  });
}

function findKeyRelease(view: HistoryView, { type, uniqueKey, startedAt }: Add, until: number): number {
  return uniqueKey === null ? -Infinity : findRelease(view, "openAdds", nameKey(type, uniqueKey), startedAt, until);
}
