import { connectClient } from "@package/postgres";
import { afterAll, afterEach, beforeAll } from "vitest";
import { coreOf, type QueueService } from "../../src/QueueService.ts";
import { installClock } from "../../src/testing/installClock.ts";
import { OwnTime } from "../../src/testing/OwnTime.ts";
import { type Connection, TestClock } from "../../src/testing/TestClock.ts";
import type { TestQueues } from "./setUpTestQueues.ts";

/** A clock of the database, which returns to the present after each test. */
export interface MovableClock extends Pick<TestClock, "now"> {
  /** Moves the clock, as `TestClock.advanceMs` does. The open services keep their leases. */
  advanceMs(ms: number): Promise<void>;
}

/** Makes the time of a file's database movable. Call it directly after `setUpTestQueues`. */
export function setUpTestClock(queues: TestQueues): MovableClock {
  const times = new WeakMap<QueueService, OwnTime>();
  const all = async (act: (time: OwnTime) => Promise<void>) => {
    for (const service of queues.services) {
      const time = times.get(service) ?? new OwnTime(coreOf(service));
      times.set(service, time);
      await act(time);
    }
  };
  let close = async () => {};
  let clock: TestClock | undefined;
  let hasMoved = false;
  beforeAll(async () => {
    const connection = await connectClient(queues.database.url);
    close = () => connection.end();
    await installClock(connection);
    clock = new TestClock(connection, {
      beforeMove: () => all((time) => time.beforeMove()),
      duringMove: (within: Connection, ms) => all((time) => time.duringMove(within, ms)),
      afterMove: (ms) => all((time) => time.afterMove(ms)),
    });
  });
  afterEach(async () => {
    if (hasMoved) await clock?.set(new Date());
    hasMoved = false;
  });
  afterAll(() => close());
  const ready = () => {
    if (!clock) throw new Error("the clock is installed before the first test");
    return clock;
  };
  return {
    now: () => ready().now(),
    advanceMs: async (ms) => {
      hasMoved = true;
      await ready().advanceMs(ms);
    },
  };
}
