import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Database } from "../database/database.ts";
import type { NewTask } from "../sql/insertTasks.ts";
import type { PrismaClientLike } from "../types.ts";
import { Announcer } from "./Announcer.ts";
import { DueTimes } from "./DueTimes.ts";
import { Hints } from "./Hints.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An announcer, and the hints that leave this process by themselves. */
function watch() {
  const sent: unknown[] = [];
  const database: Database = {
    query: async <TRow>(_: unknown, [hint]: readonly unknown[]): Promise<TRow[]> => {
      sent.push(hint);
      return [];
    },
  };
  const hints = new Hints({ database, connectionString: undefined, isEnabled: true });
  return { sent, announcer: new Announcer(hints, new DueTimes(() => {})) };
}

const task = (id: string, change: Partial<NewTask> = {}) =>
  ({ id, type: "A", delayMs: null, scheduledFor: null, concurrencyKey: null, ...change }) as NewTask;
const newTx = (): PrismaClientLike => ({ $queryRawUnsafe: async () => [] as never });

test("transactions send at most ten hints at once and one in 10 ms, and what was spared is announced afterwards", () => {
  const { sent, announcer } = watch();
  let carried = 0;
  for (let n = 0; n < 2_000; n++) {
    if (announcer.carryIn(newTx(), [task(`t${n}`)]) !== null) carried++;
    if (n % 2 === 1) vi.advanceTimersByTime(1);
  }
  expect(carried + sent.length).toBeLessThan(112);
  const during = sent.length;
  vi.advanceTimersByTime(10_000);
  // One was on its way, and three follow.
  expect(sent.slice(during)).toEqual(["ready", "ready", "ready", "ready"]);
});

test("a transaction after a pause names its task when it commits, and nothing follows", () => {
  const { sent, announcer } = watch();
  const tx = newTx();
  expect(announcer.carryIn(tx, [task("one")])).toBe("ready:one:A");
  expect(announcer.carryIn(tx, [task("two")])).toBe("ready");
  vi.advanceTimersByTime(10_000);
  expect(sent).toEqual([]);
});

test("a delay travels with the task, also in a transaction, and one that is far away says nothing", () => {
  const { announcer } = watch();
  expect(announcer.carryIn(newTx(), [task("one", { delayMs: 250 })])).toBe("later:250:A");
  expect(announcer.carry([task("one", { delayMs: 3_600_000 })])).toBe(null);
  expect(announcer.carry([task("one", { delayMs: 250 }), task("two", { delayMs: 250 })])).toBe("later:250:A");
});

test("a closing service announces what transactions were spared", async () => {
  const { sent, announcer } = watch();
  for (let n = 0; n < 11; n++) announcer.carryIn(newTx(), [task(`t${n}`)]);
  await announcer.close();
  expect(sent).toEqual(["ready"]);
});
