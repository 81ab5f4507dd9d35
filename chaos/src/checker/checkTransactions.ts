import type { Check, Violation } from "./Check.ts";

/** I18: a rolled back add leaves no task. A row that the same transaction wrote exists exactly if the task does. */
export const checkTransactions: Check = ({ adds, tasks, parentRows }) => {
  const violations: Violation[] = [];
  const taskOf = new Map<string, string>();
  for (const { taskId, changes } of tasks.values()) {
    const addId = changes.find(({ kind }) => kind === "add")?.to?.addId;
    if (addId) taskOf.set(addId, taskId);
  }
  for (const { addId, outcome, hasParentRow } of adds) {
    const taskId = taskOf.get(addId);
    if (outcome === "rolledBack" && taskId !== undefined)
      violations.push({ invariant: "I18", taskId, message: `add ${addId} was rolled back, but its task exists` });
    if (hasParentRow && parentRows.has(addId) !== (taskId !== undefined))
      violations.push({
        invariant: "I18",
        ...(taskId === undefined ? {} : { taskId }),
        message: `add ${addId}: the row beside the task ${parentRows.has(addId) ? "exists, the task does not" : "does not exist, the task does"}`,
      });
  }
  return violations;
};
