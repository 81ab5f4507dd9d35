import { expect, test } from "vitest";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { maxLevels } from "./claimTasks.ts";
import type { Capacity } from "./decideCapacity.ts";
import {
  afterFailure,
  afterPoll,
  createPollState,
  decidePoll,
  expectSoon,
  mayFindMore,
  noteFreed,
  noteNotification,
  type Poll,
  type PollState,
  pollSoon,
} from "./decidePoll.ts";

const a = { type: "A", limit: 5, timeoutMs: 0 };
const b = { type: "B", limit: 7, timeoutMs: 30 };
const roomy: Capacity = { takesQuarantined: true, limit: 10, startable: 10, wanted: [a, b], fullTypes: [] };
const onlyB = { wanted: [b], fullTypes: ["A"] };
const newState = () => createPollState(1_000, new Set(["A", "B"]));

/** A task as a claim returns it, due at a time of the epoch. */
const claimed = (
  type: string,
  { priority = 0 as number | null, due = 0, key = null as string | null, crashes = 0 } = {},
) =>
  ({
    ...{ type, priority, createdAtMs: due, scheduledForMs: null, concurrencyKey: key },
    history: { crashCount: crashes },
  }) as ClaimedTask;
const some = claimed("A");
const tenOf = (type: string) => Array.from({ length: 10 }, () => claimed(type));

interface Sent {
  capacity?: Partial<Capacity>;
  /** Milliseconds until the database returned; 10 unless said. */
  took?: number;
  tasks?: ClaimedTask[];
  /** What happens before the result is there. */
  during?: (state: PollState, now: number) => void;
}

/** One poll at this time. Returns what was decided, and the wait until the next poll, without its random part. */
function poll(state: PollState, now: number, { capacity, took = 10, tasks = [], during }: Sent = {}) {
  const given = { ...roomy, ...capacity };
  const decided = decidePoll(state, given, now);
  during?.(state, now + took / 2);
  const waitMs = afterPoll(state, decided, { capacity: given, tasks, sentAt: now }, now + took, 0.5);
  return { decided, waitMs };
}

type Step = (state: PollState) => void;
const polls =
  (kind: Poll["kind"], at: number, waitMs: number | undefined, sent?: Sent): Step =>
  (state) => {
    const { decided, waitMs: found } = poll(state, at, sent);
    expect(decided.kind, `poll at ${at}`).toBe(kind);
    if (waitMs !== undefined) expect(found, `wait after the poll at ${at}`).toBeCloseTo(waitMs, 6);
  };
const notified =
  (notification: string, at: number, isReason = true): Step =>
  (state) =>
    expect(noteNotification(state, notification, at), `${notification} at ${at}`).toBe(isReason);
const freed =
  (at: number): Step =>
  (state) =>
    noteFreed(state, at);
const fails =
  (at: number, waitMs: number, { isLostRace = false } = {}): Step =>
  (state) => {
    decidePoll(state, roomy, at);
    expect(afterFailure(state, isLostRace, at, 0.5), `wait after the failure at ${at}`).toBe(waitMs);
  };

/** A full scan that takes 10 ms and finds nothing. The next one is due after 210 ms, or after 50 ms if a task comes due. */
const idle = polls("full", 0, 1_000);

const table: [what: string, ...steps: Step[]][] = [
  ["an idle runner polls at the poll interval, with full scans", idle, polls("full", 1_010, 1_000)],
  [
    "a single new task is claimed by its id, which does not delay the next poll",
    idle,
    notified("ready:t1:A", 100),
    polls("readyTask", 100, 900, { tasks: [some] }),
    notified("ready:t1:A", 120, false),
    notified("ready:t2:B", 130),
    polls("readyTask", 130, 870, { tasks: [claimed("B")] }),
    notified("ready:t3:A", 1_010),
    polls("full", 1_010, 3, { tasks: [some] }),
  ],
  [
    "new tasks of which not all are named are scanned for",
    idle,
    notified("ready:t1:A", 20),
    notified("ready", 20),
    polls("resumed", 20, 3, { tasks: [some, some] }),
    notified("ready:t2:A", 31),
    notified("ready:t3:B", 31),
    polls("resumed", 31, 3, { tasks: [some, claimed("B")] }),
  ],
  ["a task of a type that the runner does not run is no reason to poll", idle, notified("ready:t1:C", 20, false)],
  [
    "other notifications are no reason to poll",
    idle,
    notified("cancel:t1", 20, false),
    notified("later:5:A", 20, false),
  ],
  [
    "a runner with one free slot scans, because a more urgent task may have come due",
    idle,
    notified("ready:t1:A", 20),
    polls("resumed", 20, 0, { capacity: { limit: 1 }, tasks: [some] }),
  ],
  [
    "a named task is not claimed by its id while others of its type may be left behind",
    polls("full", 0, 1_000, { capacity: onlyB }),
    notified("ready:t1:B", 20),
    polls("readyTask", 20, undefined, { tasks: [claimed("B")] }),
    notified("ready:t2:A", 40),
    polls("full", 40, 3, { tasks: [some] }),
  ],
  [
    "after a find, the next poll resumes soon; empty polls double their wait, up to the next full scan",
    polls("full", 0, 3, { tasks: [some] }),
    polls("resumed", 13, 6),
    polls("resumed", 29, 12),
    polls("resumed", 51, 24),
    polls("resumed", 85, 48),
    polls("resumed", 143, 57),
    polls("full", 210, 192),
  ],
  [
    "a full scan that was slow is followed by the next one after at most two seconds",
    polls("full", 0, 3, { tasks: [some], took: 500 }),
    polls("resumed", 2_490, 3, { tasks: [some], took: 0 }),
    polls("full", 2_500, 3, { tasks: [some] }),
  ],
  [
    "a poll that reaches its limit is followed by another one at once",
    polls("full", 0, 0, { tasks: tenOf("A") }),
    polls("resumed", 10, 0, { tasks: tenOf("A") }),
    polls("resumed", 20, 0, { tasks: [some, some, some, some, some, claimed("B")] }),
    polls("full", 30, 3, { tasks: [some] }),
  ],
  [
    "a task that holds others back is followed by a full scan at once",
    polls("full", 0, 0, { tasks: [claimed("A", { key: "k" })] }),
    polls("full", 11, 0, { tasks: [claimed("A", { crashes: 2 })] }),
    polls("full", 22, 3, { tasks: [some] }),
  ],
  [
    "tasks that became claimable are scanned for from the first one on",
    idle,
    freed(20),
    polls("full", 21, 1_000),
    notified("freed", 40),
    polls("full", 41, 1_000),
    polls("resumed", 60, 0, { during: noteFreed }),
    polls("full", 70, 0, { during: noteFreed }),
    polls("full", 80, 1_000),
  ],
  [
    "a task that came due is scanned for; the full scan is hurried, but by no more than a fifth of the gap",
    idle,
    notified("due:C", 20, false),
    notified("due:A", 20),
    polls("resumed", 20, 20),
    polls("full", 50, undefined),
    notified("due:A", 300),
    polls("full", 300, undefined),
  ],
  [
    "a type that was never scanned for makes the next poll a full scan",
    polls("full", 0, 1_000, { capacity: { wanted: [b] } }),
    polls("resumed", 20, undefined, { capacity: { wanted: [b] } }),
    polls("full", 40, undefined),
  ],
  [
    "while tasks are left behind, every tenth poll is for those that have waited for long, whatever their priority",
    ...Array.from({ length: 10 }, (_, n) => polls(n === 0 ? "full" : "resumed", n, 0, { tasks: tenOf("A"), took: 1 })),
    polls("aging", 10, 0, { took: 1 }),
    ...Array.from({ length: 9 }, (_, n) => polls("resumed", 11 + n, 0, { tasks: tenOf("A"), took: 0 })),
    polls("full", 25, 0, { tasks: tenOf("A"), took: 1 }), // the last one took 1 ms, and 15 ms have not passed
    polls("aging", 26, 0, { tasks: [some], took: 1 }),
    polls("resumed", 27, 0, { tasks: tenOf("A"), took: 1 }),
    polls("full", 60, 0, { tasks: tenOf("A"), took: 1 }),
  ],
  [
    "a poll for tasks that have waited for long does not count as an empty one",
    ...Array.from({ length: 10 }, (_, n) => polls(n === 0 ? "full" : "resumed", n, 0, { tasks: tenOf("A"), took: 1 })),
    polls("aging", 10, 0, { took: 1 }),
    polls("resumed", 12, 0, { took: 1 }),
    polls("full", 14, 12, { took: 1 }),
  ],
  [
    "where nothing is left behind, no poll is for tasks that have waited for long",
    ...Array.from({ length: 30 }, (_, n) => polls("full", n * 10_000, undefined)),
  ],
  [
    "failures are retried ever later, with full scans, and soon again once the database has returned a result",
    idle,
    ...[150, 300, 600, 1_200, 2_400, 3_750, 3_750].map((waitMs) => fails(20, waitMs)),
    notified("due:A", 30, false),
    notified("ready:t1:A", 30),
    polls("full", 30, 1_000),
    notified("due:A", 50),
    fails(50, 150),
  ],
  ["a lost race is retried after milliseconds", idle, fails(20, 15, { isLostRace: true }), polls("full", 35, 1_000)],
  [
    "the poll interval doubles after ten empty polls, until tasks are added",
    ...Array.from({ length: 10 }, (_, n) => polls("full", n * 1_010, 1_000)),
    polls("full", 10_100, 2_000),
    notified("ready", 10_200),
    polls("resumed", 10_200, 100),
    polls("full", 10_400, 1_000),
  ],
  [
    "tasks that come back soon are polled for soon",
    idle,
    expectSoon,
    polls("resumed", 20, 6),
    polls("resumed", 36, 12),
  ],
];
test.for(table)("%s", ([, ...steps]) => {
  const state = newState();
  for (const step of steps) step(state);
});

test("an empty aging poll is followed by a scan, also when a notification names a task while it is under way", () => {
  const state = newState();
  poll(state, 0, { capacity: onlyB }); // A has no free slot, so that its tasks may be left behind
  for (let n = 1; n <= 8; n++) poll(state, n, { capacity: onlyB, took: 0 });
  noteNotification(state, "ready", 10); // several tasks, which no name tells
  const during = () => void noteNotification(state, "ready:t1:B", 11);
  expect(poll(state, 10, { capacity: onlyB, took: 2, during })).toEqual({ decided: { kind: "aging" }, waitMs: 0 });
  expect(poll(state, 12, { capacity: onlyB }).decided.kind).toBe("resumed");
});

test.each([
  ["a slot became free for tasks left behind", pollSoon],
  ["tasks were rescued", expectSoon],
])("after %s, a notification that names a task does not hide them", (_, notice) => {
  const state = newState();
  poll(state, 0, { capacity: onlyB });
  notice(state);
  noteNotification(state, "ready:t1:B", 20);
  expect(poll(state, 20).decided.kind).not.toBe("readyTask");
});

test("a named task is claimed with the timeout of its type", () => {
  const state = newState();
  poll(state, 0);
  noteNotification(state, "ready:t1:B", 20);
  expect(poll(state, 20).decided).toEqual({ kind: "readyTask", task: { id: "t1", type: "B" }, timeoutMs: 30 });
});

test("a freed slot is a reason to poll for types that the last poll had no capacity for, or filled", () => {
  const state = newState();
  poll(state, 0, { capacity: onlyB, tasks: [claimed("B")] });
  expect([mayFindMore(state, "A"), mayFindMore(state, "B")]).toEqual([true, false]);
  poll(state, 20, { tasks: [some, some, some, some, some] });
  expect([mayFindMore(state, "A"), mayFindMore(state, "B")]).toEqual([true, false]);
  poll(state, 40, { tasks: tenOf("B") });
  expect([mayFindMore(state, "A"), mayFindMore(state, "B")]).toEqual([true, true]);
  poll(state, 60);
  decidePoll(state, { ...roomy, ...onlyB }, 80);
  expect(mayFindMore(state, "A")).toBe(true);
});

/** Where a poll resumes; undefined for a full scan. */
function levelsOf(state: PollState, wanted: Capacity["wanted"] = roomy.wanted) {
  const decided = decidePoll(structuredClone(state), { ...roomy, wanted }, 20);
  return decided.kind === "resumed" ? decided.levels : undefined;
}
const prioritiesOf = (state: PollState, of = [a, b]) =>
  levelsOf(state, of)?.map(({ type, priority }) => [type, priority]);

/** After a full scan that returned these tasks. */
function scanned(tasks: ClaimedTask[], capacity: Partial<Capacity> = { limit: tasks.length + 1 }): PollState {
  const state = newState();
  poll(state, 0, { tasks, capacity });
  return state;
}

test("when nothing was left behind, scans resume in each priority shortly before its latest due time, and in the usual one", () => {
  const tasks = [
    ["A", 3, 100],
    ["A", null, 300],
    ["A", 0, 200],
    ["B", 3, 900],
  ] as const;
  const state = scanned(tasks.map(([type, priority, due]) => claimed(type, { priority, due })));
  poll(state, 12, { took: 1, tasks: [claimed("A", { priority: 3, due: 90 })] });
  expect(levelsOf(state)).toEqual([
    { ...a, priority: 3, fromMs: 50 },
    { ...a, priority: 0, fromMs: 250 },
    { ...b, priority: 0, fromMs: 0 },
    { ...b, priority: 3, fromMs: 850 },
  ]);
});

test("after a scan that reached its limit, scans resume in its last priority and higher ones, for all types", () => {
  const tasks = [claimed("A", { priority: 9, due: 100 }), claimed("A", { priority: 4, due: 200 })];
  expect(levelsOf(scanned(tasks, { limit: 2 }))).toEqual([
    { ...a, priority: 9, fromMs: 50 },
    { ...a, priority: 4, fromMs: 150 },
    { ...b, priority: 4, fromMs: 0 },
  ]);
});

const fiveOfA = (priority: number) => Array.from({ length: 5 }, () => claimed("A", { priority }));

test("a type that was filled has a floor of its own, and a resumed scan that does not fill it is followed by a full one", () => {
  const state = scanned([claimed("B", { priority: 7 }), ...fiveOfA(6), claimed("B", { priority: 2 })]);
  expect(prioritiesOf(state)).toEqual([
    ["A", 6],
    ["B", 0],
    ["B", 7],
    ["B", 2],
  ]);
  poll(state, 12, { took: 1, capacity: { wanted: [b] } });
  poll(state, 14, { took: 1, tasks: fiveOfA(6) });
  expect(prioritiesOf(state)).toBeDefined();
  poll(state, 16, { took: 1 });
  expect(prioritiesOf(state)).toBeUndefined();
  expect(prioritiesOf(state, [b])).toBeDefined();
});

test("a type that was filled keeps its own floor where the limit was reached as well, and the other one goes below its own", () => {
  const state = scanned([...fiveOfA(9), claimed("B", { priority: 5 })], { limit: 6 });
  expect(prioritiesOf(state)).toEqual([
    ["A", 9],
    ["B", 5],
  ]);
  poll(state, 12, { took: 1, capacity: { limit: 1 }, tasks: [claimed("B", { priority: 9 })] });
  expect(prioritiesOf(state)).toBeDefined();
  poll(state, 14, { took: 1, capacity: { limit: 1 }, tasks: [claimed("B", { priority: 5 })] });
  expect(prioritiesOf(state)).toBeUndefined();
  expect(prioritiesOf(state, [b])).toBeDefined();
});

test("priorities below the last one that a full scan claimed are not resumed, although they were seen before", () => {
  const state = scanned([claimed("A", { priority: 4 })]);
  noteFreed(state, 12);
  poll(state, 13, { took: 1, tasks: fiveOfA(9), capacity: { limit: 5 } });
  expect(prioritiesOf(state, [a])).toEqual([["A", 9]]);
});

test("a type for which there was no capacity resumes where it was", () => {
  const state = scanned([claimed("A", { due: 10 })]);
  poll(state, 12, { took: 0, capacity: { wanted: [b] } });
  expect(levelsOf(state, [a])).toEqual([{ ...a, priority: 0, fromMs: -40 }]);
});

test("where there are too many priorities, every poll is a full scan, until one returns fewer", () => {
  const tasks = Array.from({ length: maxLevels + 50 }, (_, n) => claimed("B", { priority: -n }));
  const state = scanned(tasks, { wanted: [a, { ...b, limit: 100 }], limit: 100 });
  expect(levelsOf(state)).toBeUndefined();
  poll(state, 12, { took: 1 });
  expect(levelsOf(state)).toBeDefined();
});
