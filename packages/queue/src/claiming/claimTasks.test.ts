import { expect, test } from "vitest";
import type { Database } from "../database/database.ts";
import type { ClaimedRow } from "./claimedTask.ts";
import { claimTasks } from "./claimTasks.ts";

/** Rows in an arbitrary order; `seq` identifies the task. */
const rows = [
  { seq: 1, priority: null, scheduledForMs: null, createdAtMs: 300 },
  { seq: 2, priority: 5, scheduledForMs: 900, createdAtMs: 100 },
  { seq: 3, priority: -1, scheduledForMs: null, createdAtMs: 50 },
  { seq: 4, priority: null, scheduledForMs: 200, createdAtMs: 400 },
  { seq: 6, priority: 0, scheduledForMs: -Infinity, createdAtMs: 0 },
  { seq: 7, priority: 5, scheduledForMs: null, createdAtMs: 800 },
  { seq: 5, priority: null, scheduledForMs: -Infinity, createdAtMs: 0 },
  { seq: 8, priority: null, scheduledForMs: null, createdAtMs: 200 },
] as ClaimedRow[];

const database: Database = { query: async <TRow>() => rows.map((row) => ({ ...row })) as TRow[] };

async function claim(minWaitMs: number): Promise<number[]> {
  const lease = { token: "t", holder: "h", leaseMs: 1, limit: 10, allowsQuarantined: true, startable: 1_000 };
  const tasks = await claimTasks(database, { ...lease, wanted: [], minWaitMs });
  return tasks.map(({ seq }) => seq);
}

test("a full scan returns tasks by priority, due time and order of adding, in whatever order PostgreSQL returns the rows", async () => {
  expect(await claim(0)).toEqual([7, 2, 5, 6, 4, 8, 1, 3]);
});

test("a scan for tasks that have been due for long returns them by due time and order of adding", async () => {
  expect(await claim(60_000)).toEqual([5, 6, 3, 4, 8, 1, 7, 2]);
});
