import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type BrokenVariant, dropSlotKey, slowFiring } from "../../src/engine/breakEngine.ts";
import { type Bench, Lab, type LabOptions } from "../support/Lab.ts";

let lab: Lab;
beforeEach(async () => {
  lab = await Lab.open();
});
afterEach(() => lab.close());

const soon = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 10 });
const name = "each second";

/** Starts a process and the schedule. */
async function start(overlap: "skip" | "allow", broken?: BrokenVariant, skewMs = 0, options: LabOptions = {}) {
  const bench = lab.start(async () => {}, broken, skewMs, options);
  await bench.queue.schedules.upsert({ name, type: "HELD", data: {}, everyMs: 1_000, overlap });
  return bench;
}

const countSlots = async () => {
  const [row] = await lab.query<{ count: number }>(
    `SELECT count(DISTINCT slot)::int AS count FROM "QueueScheduleSlot"`,
  );
  return row?.count ?? 0;
};
const moreSlots = async (count: number) => {
  const before = await countSlots();
  await soon(async () => expect(await countSlots()).toBeGreaterThanOrEqual(before + count));
};

/** The names of the invariants that the history breaks, when all processes have ended. */
async function judge(...benches: Bench[]) {
  await Promise.all(benches.map(({ queue }) => queue.close()));
  return lab.judge();
}

/** A process is frozen between its decision and its firing. Meanwhile another process fires this slot and two more. */
async function playStaleFiring(broken?: BrokenVariant) {
  const stale = await start("allow", broken);
  if (broken === "unkeyedSlots") await lab.query(dropSlotKey);
  // The schedule is due when the process reads it.
  await sleep(1_100);
  const isFrozen = stale.freezeAfter(`AS "isAbandoned"`);
  stale.queue.start({ concurrency: 1 });
  await isFrozen;
  const other = lab.start(async () => {});
  other.queue.start({ concurrency: 1 });
  await moreSlots(3);
  stale.thaw();
  await moreSlots(2);
  return [stale, other];
}

test("the engine does nothing with a decision that is out of date", async () => {
  expect(await judge(...(await playStaleFiring()))).toEqual([]);
});

test("slots without a key are caught: a slot adds two tasks", async () => {
  const benches = await playStaleFiring("unkeyedSlots");
  expect(benches[0]?.breaker?.changed).toBeGreaterThan(0);
  expect(await judge(...benches)).toContain("I16");
});

test.each([
  ["ahead", 3_600_000],
  ["behind", -3_600_000],
])("a next slot that follows the clock of a process is caught, when the clock is an hour %s", async (_, skewMs) => {
  const bench = await start("allow", "clientNext", skewMs);
  bench.queue.start({ concurrency: 1 });
  await moreSlots(1);
  expect(bench.breaker?.changed).toBeGreaterThan(0);
  expect(await judge(bench)).toContain("I16");
});

/** Between the snapshot of a firing and its locks, `runNow` adds a task. */
async function playOverlap(broken?: BrokenVariant) {
  const isSent = Promise.withResolvers<void>();
  const rewrite = (text: string) => {
    if (text.includes("pg_sleep") || slowFiring(text) !== text) isSent.resolve();
    return text.includes("pg_sleep") ? text : slowFiring(text);
  };
  const slow = await start("skip", broken, 0, { rewrite });
  const other = lab.start(async () => {});
  // It runs no tasks, so that the one of `runNow` stays unfinished.
  slow.queue.start({ concurrency: 1 }).pause();
  await isSent.promise;
  await sleep(200);
  await other.queue.schedules.runNow(name);
  await moreSlots(2);
  return [slow, other];
}

test("the engine sees a task that was added between its snapshot and its lock", async () => {
  expect(await judge(...(await playOverlap()))).toEqual([]);
});

test("an overlap that is checked in an older snapshot is caught: two tasks are unfinished", async () => {
  const benches = await playOverlap("staleOverlap");
  expect(benches[0]?.breaker?.changed).toBeGreaterThan(0);
  expect(await judge(...benches)).toContain("I16");
});
