import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claimTasks } from "../src/claiming/claimTasks.ts";
import type { ClaimedTask } from "../src/domain/ClaimedTask.ts";
import { defineWorker, defineWorkers } from "../src/index.ts";
import { type ClientDatabase, openClientDatabase } from "./support/clientDatabase.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();
const workers = defineWorkers({
  FIRST: defineWorker({ run: () => {} }),
  SECOND: defineWorker({ run: () => {} }),
});

/** Two processes, each with its own connection. */
let [one, other]: ClientDatabase[] = [];
beforeEach(async () => {
  [one, other] = await Promise.all([1, 2].map(() => openClientDatabase(queues.database.url)));
});
afterEach(async () => {
  await Promise.all([one?.close(), other?.close()]);
});

const claim = (database: ClientDatabase | undefined, type: string): Promise<ClaimedTask[]> =>
  claimTasks(database as ClientDatabase, {
    ...{
      token: randomUUID(),
      holder: "test",
      leaseMs: 60_000,
      limit: 10,
      startable: 10,
      allowsQuarantined: true,
      minWaitMs: 0,
    },
    wanted: [{ type, limit: 10, timeoutMs: 0 }],
  });
const keysOf = (tasks: readonly ClaimedTask[]) => tasks.map(({ concurrencyKey }) => concurrencyKey);

test("claims of the same concurrency keys in opposite orders do not wait for each other", async () => {
  const queue = queues.open(workers);
  const add = (type: "FIRST" | "SECOND", concurrencyKey: string) => queue.addToQueue(type, {}, { concurrencyKey });
  // Each process claims one type, so that each has tasks of both keys.
  await add("FIRST", "X");
  await add("SECOND", "Y");
  await one?.begin();
  await other?.begin();
  expect(keysOf(await claim(one, "FIRST"))).toEqual(["X"]);
  expect(keysOf(await claim(other, "SECOND"))).toEqual(["Y"]);
  await add("FIRST", "Y");
  await add("SECOND", "X");
  // Both keys are taken, and neither claim is committed.
  expect(keysOf(await claim(one, "FIRST"))).toEqual([]);
  expect(keysOf(await claim(other, "SECOND"))).toEqual([]);
  await one?.commit();
  await other?.commit();
});

test("a claim skips only the tasks of a key that another claim is taking", async () => {
  const queue = queues.open(workers);
  await queue.addToQueue("FIRST", {}, { concurrencyKey: "X" });
  for (const concurrencyKey of ["X", "Y", "Z"]) await queue.addToQueue("SECOND", {}, { concurrencyKey });
  await queue.addToQueue("SECOND", {});
  await one?.begin();
  await claim(one, "FIRST");
  const claimed = await claim(other, "SECOND");
  expect(keysOf(claimed)).toEqual(["Y", "Z", null]);
  await one?.rollback();
  expect(keysOf(await claim(other, "SECOND"))).toEqual(["X"]);
});

test("two processes that claim tasks of the same 20 keys in opposite orders lose no claim", async () => {
  const queue = queues.open(workers);
  const keys = Array.from({ length: 20 }, (_, n) => `key ${n}`);
  for (let round = 1; round <= 12; round++) {
    await queues.database.db.queueTask.deleteMany();
    await queue.addManyToQueue([
      ...keys.map((concurrencyKey) => ({ type: "FIRST" as const, data: {}, concurrencyKey })),
      ...keys.toReversed().map((concurrencyKey) => ({ type: "SECOND" as const, data: {}, concurrencyKey })),
    ]);
    const answers = await Promise.allSettled([claim(one, "FIRST"), claim(other, "SECOND")]);
    const lost = answers.filter((answer) => answer.status === "rejected").map((answer) => String(answer.reason));
    expect(lost.filter((reason) => /deadlock/.test(reason))).toEqual([]);
  }
});
