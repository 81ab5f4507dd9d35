import type { Claim } from "../history/groupByTask.ts";
import type { Check, HistoryView, Violation } from "./Check.ts";
import { isStruck, readPid } from "./isStruck.ts";

/** Milliseconds after which a run that can begin has begun, on a machine that is not busy. */
const beginMs = 300;

/**
 * I24: no task fails permanently because a process died before its last attempt had begun. A task whose time to begin was over would
 * have failed permanently too, as EXPIRED.
 */
export const checkBeginnings: Check = (view) => {
  const violations: Violation[] = [];
  for (const { taskId, claims } of view.tasks.values()) {
    for (const claim of claims) {
      if (claim.end?.kind !== "rescue") continue;
      const { from, to, at } = claim.end.change;
      if (to?.status !== "MAX_RETRIES_REACHED" || to.terminalReason !== "LEASE_EXPIRED") continue;
      if (from && from.startBy !== null && from.startBy <= at) continue;
      if (claim.runs.some(({ startedAt }) => startedAt <= at) || mayHaveBegun(claim, view)) continue;
      violations.push({
        invariant: "I24",
        taskId,
        message: `failed permanently with claim ${claim.epoch} of ${claim.holder}, whose run had not begun`,
      });
    }
  }
  return violations;
};

/**
 * The process was struck when the run was free to begin, so the run counts as begun. The claim, or the mark that the run begins,
 * may have been on its way to the database when the process died.
 */
function mayHaveBegun({ end, holder, readyAt }: Claim, view: HistoryView): boolean {
  const [from, to] = [readyAt - beginMs, readyAt + beginMs + view.settings.slackMs];
  return end?.change.from?.claimedAhead !== true && isStruck(view, readPid(holder), from, to);
}
