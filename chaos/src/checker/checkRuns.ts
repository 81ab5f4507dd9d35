import type { Check, Violation } from "./Check.ts";

/** I8: each run has a claim, and each claim one run. There are no more claims than attempts, used and unused. */
export const checkRuns: Check = ({ tasks }) => {
  const violations: Violation[] = [];
  for (const { taskId, changes, claims, runs } of tasks.values()) {
    const tokens = new Set(claims.map(({ token }) => token));
    for (const { run, token } of runs) {
      if (token === null || !tokens.has(token))
        violations.push({ invariant: "I8", taskId, message: `run ${run} began without a claim (token ${token})` });
    }
    for (const { epoch, runs: ofClaim } of claims) {
      if (ofClaim.length > 1)
        violations.push({ invariant: "I8", taskId, message: `claim ${epoch} was run ${ofClaim.length} times` });
    }
    const last = changes.findLast(({ to }) => to)?.to;
    const unused = changes.filter(({ from, to }) => from && to && to.attempts < from.attempts).length;
    if (last && claims.length > last.maxAttempts + unused)
      violations.push({
        invariant: "I8",
        taskId,
        message: `claimed ${claims.length} times with ${last.maxAttempts} attempts and ${unused} claims that used none`,
      });
  }
  return violations;
};
