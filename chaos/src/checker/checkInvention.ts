import type { Check } from "./Check.ts";
import type { Violation } from "./Violation.ts";

/** I2: every row comes from an add that was asked for, and no add made two rows. */
export const checkInvention: Check = ({ adds, tasks }) => {
  const violations: Violation[] = [];
  const asked = new Set(adds.map(({ addId }) => addId));
  const rows = new Map<string, string>();
  for (const { taskId, changes } of tasks.values()) {
    const addId = changes.find(({ kind }) => kind === "add")?.to?.addId;
    if (addId === undefined) continue;
    if (addId === null || !asked.has(addId)) {
      violations.push({ invariant: "I2", taskId, message: `nobody asked for this row (add ${addId})` });
    } else if (rows.has(addId)) {
      violations.push({ invariant: "I2", taskId, message: `add ${addId} made task ${rows.get(addId)} as well` });
    } else rows.set(addId, taskId);
  }
  return violations;
};
