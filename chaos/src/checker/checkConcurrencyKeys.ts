import type { Check, Violation } from "./Check.ts";

/** I14: of the tasks with one concurrency key, at most one is claimed at any moment. */
export const checkConcurrencyKeys: Check = ({ tasks }) => {
  const violations: Violation[] = [];
  const moments: { at: number; key: string; taskId: string; isStart: boolean }[] = [];
  for (const { taskId, changes, claims } of tasks.values()) {
    const key = changes.find(({ to }) => to?.concurrencyKey)?.to?.concurrencyKey;
    if (!key) continue;
    for (const { startedAt, end } of claims) {
      moments.push({ at: startedAt, key, taskId, isStart: true });
      if (end) moments.push({ at: end.change.at, key, taskId, isStart: false });
    }
  }
  const held = new Map<string, string>();
  // At the same instant, ends come first.
  moments.sort((a, b) => a.at - b.at || Number(a.isStart) - Number(b.isStart));
  for (const { key, taskId, isStart } of moments) {
    const holder = held.get(key);
    if (!isStart && holder === taskId) held.delete(key);
    if (isStart && holder !== undefined && holder !== taskId)
      violations.push({ invariant: "I14", taskId, message: `started beside ${holder}, both with the key ${key}` });
    if (isStart) held.set(key, taskId);
  }
  return violations;
};
