import type { Claim } from "../history/groupByTask.ts";
import type { Fault } from "../history/History.ts";
import type { Check, HistoryView } from "./Check.ts";
import type { Violation } from "./Violation.ts";

/** I9: a task starts once per claim, and a claim of a healthy process is never taken back. */
export const checkAttribution: Check = (view) => {
  const violations: Violation[] = [];
  for (const { taskId, claims, runs } of view.tasks.values()) {
    if (runs.length > claims.length)
      violations.push({ invariant: "I9", taskId, message: `${runs.length} runs, but only ${claims.length} claims` });
    for (const claim of claims) {
      if (claim.end?.kind !== "rescue" || isExplained(claim, view)) continue;
      violations.push({
        invariant: "I9",
        taskId,
        message: `claim ${claim.epoch} of ${claim.holder} was taken back, and no fault struck it`,
      });
    }
  }
  return violations;
};

/** Whether a rescued claim was struck by a fault: of the database, the network, or the process that held it. */
export function isExplained(claim: Claim, { faults, settings }: Pick<HistoryView, "faults" | "settings">): boolean {
  const until = claim.end?.change.at ?? Infinity;
  // A worker that never returns is no fault of the lease: its deadline ends it.
  const from = claim.end?.change.from;
  if (from?.deadlineAt != null && from.deadlineAt <= until && (from.leaseExpiresAt ?? 0) > from.deadlineAt) return true;
  const pid = readPid(claim.holder);
  const reach = settings.leaseMs + settings.slackMs;
  return faults.some(
    (fault) => strikes(fault, pid) && fault.startedAt <= until && fault.endedAt >= claim.startedAt - reach,
  );
}

function strikes(fault: Fault, pid: number | undefined): boolean {
  return fault.pid === undefined || fault.pid === pid;
}

/** A holder is named `host:pid:random`, and a runner has a suffix. */
function readPid(holder: string | null): number | undefined {
  const pid = holder?.match(/:(\d+):[0-9a-f]+(\/\d+)?$/)?.[1];
  return pid === undefined ? undefined : Number(pid);
}
