import type { TransitionKind } from "../history/Transition.ts";
import type { Check, Violation } from "./Check.ts";

const ends = ["FAILED", "MAX_RETRIES_REACHED", "CANCELLED"];

/** The state machine that the documentation promises. */
const legal: Readonly<
  Record<Exclude<TransitionKind, "other" | "extend" | "delete">, { from: string[]; to: string[] }>
> = {
  add: { from: ["none"], to: ["PENDING"] },
  claim: { from: ["PENDING", "FAILED"], to: ["PROCESSING"] },
  settle: { from: ["PROCESSING"], to: ["COMPLETED", "PENDING", ...ends] },
  rescue: { from: ["PROCESSING"], to: ends },
  begin: { from: ["PROCESSING"], to: ["PROCESSING"] },
  expire: { from: ["PENDING"], to: ["MAX_RETRIES_REACHED"] },
  cancel: { from: ["PENDING", "FAILED"], to: ["CANCELLED"] },
  askToCancel: { from: ["PROCESSING"], to: ["PROCESSING"] },
  retry: { from: ends, to: ["PENDING"] },
};

/** I10: every change of status is an edge of the state machine. */
export const checkEdges: Check = ({ tasks }) => {
  const violations: Violation[] = [];
  for (const { taskId, changes } of tasks.values()) {
    for (const { kind, from, to } of changes) {
      if (kind === "extend" || kind === "delete") continue;
      const [before, after] = [from?.status ?? "none", to?.status ?? "none"];
      const edge = kind === "other" ? undefined : legal[kind];
      if (edge?.from.includes(before) && edge.to.includes(after)) continue;
      // A rescue that uses no attempt leaves the task as it was before the claim.
      if (kind === "rescue" && after === "PENDING" && from && to && to.attempts < from.attempts) continue;
      violations.push({ invariant: "I10", taskId, message: `${before} → ${after} (${kind})` });
    }
  }
  return violations;
};
