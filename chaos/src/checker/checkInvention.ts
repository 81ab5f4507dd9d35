import type { Check, Violation } from "./Check.ts";

/** I2: every row comes from a requested add, and no add creates two rows. I16 is about the rows that schedules add. */
export const checkInvention: Check = ({ adds, tasks }) => {
  const violations: Violation[] = [];
  const asked = new Set(adds.map(({ addId }) => addId));
  const rows = new Map<string, string>();
  for (const { taskId, changes } of tasks.values()) {
    const { addId, scheduleName = null } = changes.find(({ kind }) => kind === "add")?.to ?? {};
    if (addId === undefined || scheduleName !== null) continue;
    if (addId === null || !asked.has(addId)) {
      violations.push({ invariant: "I2", taskId, message: `no add requested this row (add ${addId})` });
    } else if (rows.has(addId)) {
      violations.push({ invariant: "I2", taskId, message: `add ${addId} also created task ${rows.get(addId)}` });
    } else rows.set(addId, taskId);
  }
  return violations;
};
