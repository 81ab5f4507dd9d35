import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { ClaimCursor, endLook } from "./ClaimCursor.ts";
import { maxLevels } from "./claimTasks.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

const claimed = (type: string, priority: number | null, createdAtMs: number, scheduledForMs: number | null = null) =>
  ({ type, priority, createdAtMs, scheduledForMs }) as ClaimedTask;
const a = { type: "A", limit: 5, timeoutMs: 0 };
const b = { type: "B", limit: 7, timeoutMs: 0 };
const wanted = [a, b];

/** A look that asked for as many as it brought, or for one more. */
const look = (tasks: ClaimedTask[], { isFull = false, types = wanted } = {}) =>
  endLook(types, tasks, isFull ? tasks.length : tasks.length + 1);

/** A trail whose first look from the head took 10 ms. */
function trailAfter(tasks: ClaimedTask[], { isFull = false, types = wanted } = {}): ClaimCursor {
  const trail = new ClaimCursor();
  const beganAt = performance.now();
  vi.advanceTimersByTime(10);
  trail.noteHead(look(tasks, { isFull, types }), beganAt);
  return trail;
}

test("the first look begins at the head", () => {
  expect(new ClaimCursor().goOn(wanted)).toBeUndefined();
});

test("when nothing was left, looks go on in each priority from shortly before its latest due time, and in the usual one", () => {
  const trail = trailAfter([
    claimed("A", 3, 100),
    claimed("A", null, 50, 300),
    claimed("A", 0, 200),
    claimed("B", 3, 900),
  ]);
  trail.noteOnward(look([claimed("A", 3, 90)]));
  expect(trail.goOn(wanted)).toEqual([
    { ...a, priority: 3, fromMs: 50 },
    { ...a, priority: 0, fromMs: 250 },
    { ...b, priority: 0, fromMs: 0 },
    { ...b, priority: 3, fromMs: 850 },
  ]);
});

test("a full look leaves only its last priority and higher ones to go on in, for all types", () => {
  const trail = trailAfter([claimed("A", 9, 100), claimed("A", 4, 200)], { isFull: true });
  expect(trail.goOn(wanted)).toEqual([
    { ...a, priority: 9, fromMs: 50 },
    { ...a, priority: 4, fromMs: 150 },
    { ...b, priority: 4, fromMs: 0 },
  ]);
});

test("a type that was filled has a floor of its own, and what it finds too little above it sends the next look to the head", () => {
  const trail = trailAfter([
    claimed("B", 7, 10),
    ...Array.from({ length: 5 }, () => claimed("A", 6, 20)),
    claimed("B", 2, 30),
  ]);
  const goesOnIn = trail.goOn(wanted)?.map(({ type, priority }) => [type, priority]);
  expect(goesOnIn).toEqual([
    ["A", 6],
    ["B", 0],
    ["B", 7],
    ["B", 2],
  ]);
  trail.noteOnward(look([], { types: [b] }));
  expect(trail.goOn(wanted)).toBeDefined();
  trail.noteOnward(look([]));
  expect(trail.goOn(wanted)).toBeUndefined();
  expect(trail.goOn([b])).toBeDefined();
});

test("a type that was filled keeps its own floor in a full look, and one that runs out above it goes to the head", () => {
  const tasks = [...Array.from({ length: 5 }, () => claimed("A", 9, 10)), claimed("B", 5, 20)];
  const trail = trailAfter(tasks, { isFull: true });
  const levels = (type: string) =>
    trail.goOn(wanted)?.flatMap((level) => (level.type === type ? [level.priority] : []));
  expect([levels("A"), levels("B")]).toEqual([[9], [5]]);
  trail.noteOnward(look([claimed("B", 9, 30)], { isFull: true }));
  expect(trail.goOn(wanted)).toBeDefined();
  trail.noteOnward(look([claimed("B", 5, 30)], { isFull: true }));
  expect(trail.goOn(wanted)).toBeUndefined();
  expect(trail.goOn([b])).toBeDefined();
});

test("a type that had no room goes on where it was, and one that was never looked for begins at the head", () => {
  const trail = trailAfter([claimed("A", 0, 10)]);
  const beganAt = performance.now();
  trail.noteHead(look([], { types: [b] }), beganAt);
  expect(trail.goOn(wanted)).toBeUndefined(); // that look took no time at all
  expect(trail.goOn([a])).toEqual([{ ...a, priority: 0, fromMs: -40 }]);
  expect(trail.goOn([{ type: "C", limit: 1, timeoutMs: 0 }])).toBeUndefined();
});

test("looks begin at the head again after twenty times as long as that took, and at once when tasks were freed", () => {
  const trail = trailAfter([]);
  vi.advanceTimersByTime(199);
  expect(trail.goOn(wanted)).toHaveLength(2);
  vi.advanceTimersByTime(1);
  expect(trail.goOn(wanted)).toBeUndefined();
  const freed = trailAfter([]);
  freed.beginAtHead();
  expect(freed.goOn(wanted)).toBeUndefined();
});

test("tasks that were freed during a look from the head are looked for from there", () => {
  const trail = new ClaimCursor();
  const beganAt = performance.now();
  trail.beginAtHead();
  vi.advanceTimersByTime(10);
  trail.noteHead(look([]), beganAt);
  expect(trail.goOn(wanted)).toBeUndefined();
});

test("with too many priorities there is no going on, until the next look from the head", () => {
  const tasks = Array.from({ length: maxLevels + 50 }, (_, priority) => claimed("B", priority, priority));
  const trail = trailAfter(tasks.reverse());
  expect(trail.goOn(wanted)).toBeUndefined();
  const beganAt = performance.now();
  vi.advanceTimersByTime(10);
  trail.noteHead(look([]), beganAt);
  expect(trail.goOn(wanted)).toBeDefined();
});
