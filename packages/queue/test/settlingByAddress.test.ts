import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { type Database, prismaDatabase } from "../src/database/database.ts";
import { defineWorker, defineWorkers, QueueService, type WorkerContext } from "../src/index.ts";
import type { ClaimedTask } from "../src/sql/claimedTask.ts";
import { claimTasks } from "../src/sql/claimTasks.ts";
import { type Completion, completeTasks } from "../src/sql/completeTasks.ts";
import { interceptClient } from "./support/interceptClient.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();

beforeEach(() => queues.database.db.queueStatistic.deleteMany());

/** Adds tasks with the data 0, 1, 2 … and claims them, in their order. */
async function claim(count: number): Promise<ClaimedTask[]> {
  const queue = queues.open(defineWorkers({ ANY: defineWorker({ run: () => null }) }));
  await queue.addManyToQueue(Array.from({ length: count }, (_, data) => ({ type: "ANY" as const, data })));
  return claimTasks(prismaDatabase(queues.database.db), {
    token: randomUUID(),
    holder: "test",
    leaseMs: 30_000,
    wanted: [{ type: "ANY", limit: count, timeoutMs: 0 }],
    limit: count,
    allowsSuspect: true,
    minWaitMs: 0,
  });
}

const toCompletion = ({ id, token, address, type, data }: ClaimedTask): Completion => ({
  ...{ id, token, address, type, note: null, runMs: 1, waitMs: 1 },
  result: JSON.stringify(`done ${data}`),
});

/** Settles, and answers the names of the statements that this took. */
async function complete(completions: readonly Completion[]) {
  const inner = prismaDatabase(queues.database.db);
  const statements: string[] = [];
  const database: Database = {
    query: (statement, parameters) => {
      statements.push(statement.name);
      return inner.query(statement, parameters);
    },
  };
  const settled = await completeTasks(database, completions);
  return { settled: settled.map(({ id }) => id).sort(), statements };
}

const readResults = async () => {
  const rows = await queues.database.db.queueTask.findMany({ orderBy: { seq: "asc" } });
  return rows.map(({ status, result }) => (status === "COMPLETED" ? result : status));
};
const countCompleted = async () => {
  const { _sum } = await queues.database.db.queueStatistic.aggregate({ _sum: { completed: true } });
  return _sum.completed;
};

test("tasks are settled where they were claimed, by one statement", async () => {
  const { settled, statements } = await complete((await claim(3)).map(toCompletion));
  expect(settled).toHaveLength(3);
  expect(statements).toEqual(["completeTasksByAddress"]);
  expect(await readResults()).toEqual(["done 0", "done 1", "done 2"]);
});

test("one that somebody wrote meanwhile is found by its id, and each is counted once", async () => {
  const [first, ...others] = await claim(3);
  if (!first) throw new Error("nothing was claimed");
  await queues.database.db.queueTask.update({ where: { id: first.id }, data: { tags: ["seen"] } });
  const { settled, statements } = await complete([first, ...others].map(toCompletion));
  expect(settled).toHaveLength(3);
  expect(statements).toEqual(["completeTasksByAddress", "completeTasks"]);
  expect(await readResults()).toEqual(["done 0", "done 1", "done 2"]);
  expect(await countCompleted()).toBe(3);
});

test("an address at which another task of the same claim lies by now settles that one with nothing of ours", async () => {
  const [a, b] = (await claim(2)).map(toCompletion);
  if (!a || !b) throw new Error("nothing was claimed");
  const { settled } = await complete([
    { ...a, address: b.address },
    { ...b, address: a.address },
  ]);
  expect(settled).toHaveLength(2);
  expect(await readResults()).toEqual(["done 0", "done 1"]);
});

test("an address that no page has is no error", async () => {
  const [only] = (await claim(1)).map(toCompletion);
  if (!only) throw new Error("nothing was claimed");
  expect((await complete([{ ...only, address: "(4000000000,9)" }])).settled).toEqual([only.id]);
});

test("a stale claim settles nothing at the address of the claim that is held", async () => {
  const [held] = (await claim(1)).map(toCompletion);
  if (!held) throw new Error("nothing was claimed");
  expect((await complete([{ ...held, token: randomUUID() }])).settled).toEqual([]);
  expect(await readResults()).toEqual(["PROCESSING"]);
});

test.each([
  ["after a heartbeat", async () => {}, "FROM mine m"],
  ["after a report of progress", async ({ progress }: WorkerContext) => progress(40), "SET progress = p.percent"],
])("%s the settlement does not look where the row was", async (_, report, written) => {
  const texts: string[] = [];
  const client = interceptClient(queues.database.db, async (text, run) => {
    const answer = await run();
    texts.push(text);
    return answer;
  });
  const run = async (_data: unknown, context: WorkerContext) => {
    await report(context);
    await until(
      () => texts.some((text) => text.includes(written)),
      (isWritten) => isWritten,
    );
  };
  const queue = new QueueService(client, { workers: defineWorkers({ LONG: defineWorker({ run }) }), heartbeatMs: 50 });
  const { id } = await queue.addToQueue("LONG", {});
  expect(await queue.processJob(id)).toMatchObject({ status: "COMPLETED" });
  await queue.close();
  const settlements = texts.filter((text) => text.includes(`"resultNote" = s.note`));
  expect(settlements).toHaveLength(1);
  expect(settlements[0]).not.toContain("= s.address");
});
