import type { Check } from "./Check.ts";
import type { Violation } from "./Violation.ts";

/** I8: a worker is called for a claim only, once; and claims do not exceed what attempts and those given back allow. */
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
    const givenBack = changes.filter(({ from, to }) => from && to && to.attempts < from.attempts).length;
    if (last && claims.length > last.maxAttempts + givenBack)
      violations.push({
        invariant: "I8",
        taskId,
        message: `claimed ${claims.length} times with ${last.maxAttempts} attempts and ${givenBack} given back`,
      });
  }
  return violations;
};
