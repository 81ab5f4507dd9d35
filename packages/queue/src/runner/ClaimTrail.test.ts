import { expect, test } from "vitest";
import type { ClaimedTask } from "../sql/claimedTask.ts";
import { maxLevels } from "../sql/claimTasks.ts";
import { ClaimTrail } from "./ClaimTrail.ts";

const claimed = (type: string, priority: number | null, createdAtMs: number, scheduledForMs: number | null = null) =>
  ({ type, priority, createdAtMs, scheduledForMs }) as ClaimedTask;
const a = { type: "A", limit: 5, timeoutMs: 0 };
const b = { type: "B", limit: 7, timeoutMs: 0 };

test("a type that nothing was claimed of begins at the head of the usual priority", () => {
  expect(new ClaimTrail().goOn([a])).toEqual([{ ...a, priority: 0, fromMs: 0 }]);
});

test("each priority goes on a millisecond before its latest due time, in whatever order the tasks came", () => {
  const trail = new ClaimTrail();
  trail.note([claimed("A", 3, 100), claimed("A", null, 50, 300), claimed("A", 0, 200), claimed("B", 3, 900)]);
  trail.note([claimed("A", 3, 90)]);
  expect(trail.goOn([a, b])).toEqual([
    { ...a, priority: 3, fromMs: 99 },
    { ...a, priority: 0, fromMs: 299 },
    { ...b, priority: 0, fromMs: 0 },
    { ...b, priority: 3, fromMs: 899 },
  ]);
});

test("with too many priorities there is no going on", () => {
  const trail = new ClaimTrail();
  trail.note(Array.from({ length: maxLevels + 50 }, (_, priority) => claimed("A", priority, priority)));
  expect(trail.goOn([a])).toBeUndefined();
  expect(trail.goOn([b])).toHaveLength(1);
});
