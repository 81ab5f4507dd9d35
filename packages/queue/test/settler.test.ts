import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { claimTasks } from "../src/claiming/claimTasks.ts";
import { type Database, prismaDatabase } from "../src/database/database.ts";
import { defineWorker, defineWorkers } from "../src/index.ts";
import type { Completion } from "../src/settling/completeTasks.ts";
import { Settler } from "../src/settling/Settler.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();

beforeEach(() => queues.database.db.queueStatistic.deleteMany());

/** Adds tasks with the data 0, 1, 2 …, claims them, and returns what completes them. */
async function claim(count: number): Promise<[Completion, ...Completion[]]> {
  const queue = queues.open(defineWorkers({ ANY: defineWorker({ run: () => null }) }));
  await queue.addManyToQueue(Array.from({ length: count }, (_, data) => ({ type: "ANY" as const, data })));
  const tasks = await claimTasks(prismaDatabase(queues.database.db), {
    token: randomUUID(),
    holder: "test",
    leaseMs: 30_000,
    wanted: [{ type: "ANY", limit: count, timeoutMs: 0 }],
    limit: count,
    allowsQuarantined: true,
    startable: 1_000,
    minWaitMs: 0,
  });
  const [first, ...others] = tasks.map(({ id, token, type, data }) => ({
    ...{ id, token, type, result: JSON.stringify(`done ${data}`), note: null, runMs: 1, waitMs: 1 },
  }));
  if (!first) throw new Error("No task was claimed.");
  return [first, ...others];
}

/** A settler whose statements run, and may then fail. @param disturb - called after each statement; may throw */
function openSettler(disturb: (nth: number) => void = () => {}) {
  const inner = prismaDatabase(queues.database.db);
  let sent = 0;
  const database: Database = {
    query: async (statement, parameters) => {
      const rows = await inner.query<never>(statement, parameters);
      disturb(++sent);
      return rows;
    },
  };
  const settler = new Settler({ database, holder: "test", onError: () => {} });
  const settle = (completions: readonly Completion[]) =>
    Promise.all(
      completions.map(async (record) => (await settler.settle({ kind: "complete", record }))?.status ?? "LOST"),
    );
  return { settler, settle };
}

const fail = (code: string) => Object.assign(new Error("as the test wants"), { code });

const readResults = async () => {
  const rows = await queues.database.db.queueTask.findMany({ orderBy: { seq: "asc" } });
  return rows.map(({ status, result }) => (status === "COMPLETED" ? result : status));
};

const countCompleted = async () =>
  (await queues.database.db.queueStatistic.aggregate({ _sum: { completed: true } }))._sum.completed;

test.each([
  ["stale first", ["stale", "held"]],
  ["held first", ["held", "stale"]],
] as const)(
  "of two claims of one task that are settled together only the held one is settled: %s",
  async (_, order) => {
    const { db } = queues.database;
    const { id } = await queues.open({}).addToQueue("ANY" as string, {});
    const tokens = { stale: randomUUID(), held: randomUUID() };
    await db.$executeRaw`UPDATE "QueueTask" SET status = 'PROCESSING', attempts = 2, "leaseToken" = ${tokens.held}::uuid,
    "leaseExpiresAt" = now() + interval '1 minute', "startedAt" = now() WHERE id = ${id}`;
    const settler = new Settler({ database: prismaDatabase(db), holder: "test", onError: () => {} });
    const settle = async (claim: "stale" | "held") => {
      const record = {
        id,
        token: tokens[claim],
        type: "ANY",
        result: JSON.stringify(claim),
        note: null,
        waitMs: 0,
        runMs: 0,
      };
      return [claim, (await settler.settle({ kind: "complete", record }))?.status];
    };
    const settled = Object.fromEntries(await Promise.all(order.map(settle)));
    await settler.close(1_000);
    expect(settled).toEqual({ stale: undefined, held: "COMPLETED" });
    expect(await db.queueTask.findUniqueOrThrow({ where: { id } })).toMatchObject({ result: "held" });
  },
);

test("a settler closes in time although a statement of its hangs", async () => {
  const settler = new Settler({
    database: { query: () => new Promise(() => {}) },
    holder: "test",
    onError: () => {},
  });
  const record = {
    id: "a",
    token: randomUUID(),
    type: "ANY",
    result: null,
    note: null,
    waitMs: 0,
    runMs: 0,
  };
  void settler.settle({ kind: "complete", record });
  await settler.close(20); // without an end of its own, this test would run into its time limit
});

test("a settlement that waits for an open transaction keeps the changes of that transaction", async () => {
  const { settle } = openSettler();
  const claims = await claim(2);
  const [{ id }] = claims;
  let settling: Promise<string[]> | undefined;
  await queues.database.db.$transaction(async (tx) => {
    await tx.queueTask.update({ where: { id }, data: { tags: ["kept"] } });
    settling = settle(claims);
    await until(
      () =>
        queues.database.db.$queryRaw<
          unknown[]
        >`SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'`,
      (waiting) => waiting.length > 0,
    );
  });
  expect(await settling).toEqual(["COMPLETED", "COMPLETED"]);
  expect(await queues.database.db.queueTask.findUnique({ where: { id } })).toMatchObject({
    ...{ status: "COMPLETED", tags: ["kept"], result: "done 0" },
  });
  expect(await countCompleted()).toBe(2);
});

test.each([
  ["is cut off", "57014"],
  ["is reported as refused", "22P05"],
])("when the first statement of a batch was written and %s, each task counts as settled, once", async (_, code) => {
  const { settle } = openSettler((nth) => {
    if (nth === 1) throw fail(code);
  });
  expect(await settle(await claim(3))).toEqual(["COMPLETED", "COMPLETED", "COMPLETED"]);
  expect(await readResults()).toEqual(["done 0", "done 1", "done 2"]);
  expect(await countCompleted()).toBe(3);
});

test("of a batch with a lost claim whose reply was lost, only the held claims count as settled", async () => {
  const { settle } = openSettler((nth) => {
    if (nth === 1) throw fail("ECONNRESET");
  });
  const [first, ...others] = await claim(3);
  expect(await settle([{ ...first, token: randomUUID() }, ...others])).toEqual(["LOST", "COMPLETED", "COMPLETED"]);
  expect(await readResults()).toEqual(["PROCESSING", "done 1", "done 2"]);
});
