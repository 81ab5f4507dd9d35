import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Database } from "../database/database.ts";
import type { NewTask } from "../domain/NewTask.ts";
import type { PrismaClientLike } from "../domain/types.ts";
import { DueTimes } from "./DueTimes.ts";
import { NotificationScheduler } from "./NotificationScheduler.ts";
import { Notifier } from "./Notifier.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A scheduler, and the notifications that it sends outside of an INSERT. */
function watch() {
  const sent: unknown[] = [];
  const database: Database = {
    query: async <TRow>(_: unknown, [notification]: readonly unknown[]): Promise<TRow[]> => {
      sent.push(notification);
      return [];
    },
  };
  const notifier = new Notifier({ database, connectionString: undefined, isEnabled: true });
  return { sent, notifications: new NotificationScheduler(notifier, new DueTimes(() => {})) };
}

const task = (id: string, change: Partial<NewTask> = {}) =>
  ({ id, type: "A", delayMs: null, scheduledFor: null, concurrencyKey: null, ...change }) as NewTask;
const newTx = (): PrismaClientLike => ({ $queryRawUnsafe: async () => [] as never });

test('transactions send at most ten notifications at once and one per 10 ms, and "ready" follows for those that sent none', () => {
  const { sent, notifications } = watch();
  let inTx = 0;
  for (let n = 0; n < 2_000; n++) {
    if (notifications.notificationForTx(newTx(), [task(`t${n}`)]) !== null) inTx++;
    if (n % 2 === 1) vi.advanceTimersByTime(1);
  }
  expect(inTx + sent.length).toBeLessThan(112);
  const during = sent.length;
  vi.advanceTimersByTime(10_000);
  // One was pending, and three follow.
  expect(sent.slice(during)).toEqual(["ready", "ready", "ready", "ready"]);
});

test("a transaction after a pause names its task on commit, and no notification follows", () => {
  const { sent, notifications } = watch();
  const tx = newTx();
  expect(notifications.notificationForTx(tx, [task("one")])).toBe("ready:one:A");
  expect(notifications.notificationForTx(tx, [task("two")])).toBe("ready");
  vi.advanceTimersByTime(10_000);
  expect(sent).toEqual([]);
});

test("the INSERT of a delayed task sends its delay, also in a transaction, and a long delay is not sent", () => {
  const { notifications } = watch();
  expect(notifications.notificationForTx(newTx(), [task("one", { delayMs: 250 })])).toBe("later:250:A");
  expect(notifications.notificationFor([task("one", { delayMs: 3_600_000 })])).toBe(null);
  expect(notifications.notificationFor([task("one", { delayMs: 250 }), task("two", { delayMs: 250 })])).toBe(
    "later:250:A",
  );
});

test('a closing service sends "ready" for transactions that sent no notification', async () => {
  const { sent, notifications } = watch();
  for (let n = 0; n < 11; n++) notifications.notificationForTx(newTx(), [task(`t${n}`)]);
  await notifications.close();
  expect(sent).toEqual(["ready"]);
});
