import type { Claim } from "../history/groupByTask.ts";
import type { Check, HistoryView } from "./Check.ts";
import { isStruck } from "./isStruck.ts";
import { readPid } from "./readPid.ts";
import type { Violation } from "./Violation.ts";

/** What begins at once has begun by then. */
const beginMs = 300;

/** I24: no task ends for good by the death of a process in which its last attempt had not begun. */
export const checkBeginnings: Check = (view) => {
  const violations: Violation[] = [];
  for (const { taskId, claims } of view.tasks.values()) {
    for (const claim of claims) {
      if (claim.end?.kind !== "rescue") continue;
      const { to, at } = claim.end.change;
      if (to?.status !== "MAX_RETRIES_REACHED" || to.terminalReason !== "LEASE_EXPIRED") continue;
      if (claim.runs.some(({ startedAt }) => startedAt <= at) || mayHaveBegun(claim, view)) continue;
      violations.push({
        invariant: "I24",
        taskId,
        message: `ended for good with claim ${claim.epoch} of ${claim.holder}, whose run had not begun`,
      });
    }
  }
  return violations;
};

/**
 * The process was struck in the moment of beginning: what was free to begin counts as begun. The claim, or the mark that it
 * begins, may have been on its way to the database when the process died, and be written after that.
 */
function mayHaveBegun({ end, holder, readyAt }: Claim, view: HistoryView): boolean {
  const [from, to] = [readyAt - beginMs, readyAt + beginMs];
  return end?.change.from?.claimedAhead !== true && isStruck(view, readPid(holder), from, to);
}
