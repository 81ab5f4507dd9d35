import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { claimTasks } from "../src/claiming/claimTasks.ts";
import { type Database, prismaDatabase, type Statement } from "../src/database/database.ts";
import type { ClaimedTask } from "../src/domain/ClaimedTask.ts";
import { defineWorker, defineWorkers, QueueService, type WorkerContext } from "../src/index.ts";
import type { Completion } from "../src/settling/completeTasks.ts";
import { Settler } from "../src/settling/Settler.ts";
import { interceptClient } from "./support/interceptClient.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();

beforeEach(() => queues.database.db.queueStatistic.deleteMany());

/** Adds tasks with the data 0, 1, 2 …, claims them, and answers what completes them. */
async function claim(count: number): Promise<Completion[]> {
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
  return tasks.map(toCompletion);
}

function toCompletion({ id, token, ctid, type, data }: ClaimedTask): Completion {
  return { id, token, ctid, type, result: JSON.stringify(`done ${data}`), note: null, runMs: 1, waitMs: 1 };
}

const [byCtid, byId] = ["completeTasksByCtid", "completeTasks"];

/** A settler, and the names of the statements that it sent. `disturb` is called before each and may throw. */
function openSettler(disturb: (statement: Statement, nth: number) => void = () => {}) {
  const inner = prismaDatabase(queues.database.db);
  const statements: string[] = [];
  const database: Database = {
    query: async (statement, parameters) => {
      statements.push(statement.name);
      disturb(statement, statements.length);
      return inner.query(statement, parameters);
    },
  };
  const settler = new Settler({ database, holder: "test", onError: () => {} });
  const settle = (completions: readonly Completion[]) =>
    Promise.all(
      completions.map(async (record) => (await settler.settle({ kind: "complete", record }))?.status ?? "LOST"),
    );
  return { settler, settle, statements };
}

const fail = (code: string) => Object.assign(new Error("as the test wants"), { code });
/** Another version of the row, written by somebody else. */
const move = ({ id }: Completion) => queues.database.db.queueTask.update({ where: { id }, data: { tags: ["moved"] } });

const readResults = async () => {
  const rows = await queues.database.db.queueTask.findMany({ orderBy: { seq: "asc" } });
  return rows.map(({ status, result }) => (status === "COMPLETED" ? result : status));
};
const count = async (what: "completed" | "cancelled") => {
  const { _sum } = await queues.database.db.queueStatistic.aggregate({ _sum: { [what]: true } });
  return _sum[what];
};

test("tasks whose rows have not moved since the claim are settled by one statement", async () => {
  const { settle, statements } = openSettler();
  expect(await settle(await claim(3))).toEqual(["COMPLETED", "COMPLETED", "COMPLETED"]);
  expect(statements).toEqual([byCtid]);
  expect(await readResults()).toEqual(["done 0", "done 1", "done 2"]);
});

test("a task whose row was written since the claim is found by its id, and each task is counted once", async () => {
  const { settle, statements } = openSettler();
  const claims = await claim(3);
  if (claims[1]) await move(claims[1]);
  expect(await settle(claims)).toEqual(["COMPLETED", "COMPLETED", "COMPLETED"]);
  expect(statements).toEqual([byCtid, byId]);
  expect(await readResults()).toEqual(["done 0", "done 1", "done 2"]);
  expect(await count("completed")).toBe(3);
});

test("a task is not confused with another task of the same claim that now has its ctid", async () => {
  const { settle, statements } = openSettler();
  const [a, b] = (await claim(2)) as [Completion, Completion];
  const swapped = [
    { ...a, ctid: b.ctid },
    { ...b, ctid: a.ctid },
  ];
  expect(await settle(swapped)).toEqual(["COMPLETED", "COMPLETED"]);
  expect(statements).toEqual([byCtid, byId]);
  expect(await readResults()).toEqual(["done 0", "done 1"]);
});

test("a ctid beyond the end of the table is no error", async () => {
  const claims = await claim(1);
  expect(await openSettler().settle(claims.map((claim) => ({ ...claim, ctid: "(4000000000,9)" })))).toEqual([
    "COMPLETED",
  ]);
});

test("a stale claim settles nothing at the ctid of the claim that is held", async () => {
  const claims = await claim(1);
  expect(await openSettler().settle(claims.map((claim) => ({ ...claim, token: randomUUID() })))).toEqual(["LOST"]);
  expect(await readResults()).toEqual(["PROCESSING"]);
});

test("a task that was asked to stop is cancelled, by its ctid or its id", async () => {
  const { settle } = openSettler();
  const claims = await claim(3);
  for (const { id } of claims.slice(0, 2))
    await queues.database.db.queueTask.update({ where: { id }, data: { cancelRequestedAt: new Date() } });
  const [row] = await queues.database.db.$queryRaw<
    { ctid: string }[]
  >`SELECT ctid::text FROM "QueueTask" WHERE id = ${claims[0]?.id}`;
  const [first, ...others] = claims as [Completion, ...Completion[]];
  expect(await settle([{ ...first, ctid: row?.ctid ?? null }, ...others])).toEqual([
    "CANCELLED",
    "CANCELLED",
    "COMPLETED",
  ]);
  expect([await count("completed"), await count("cancelled")]).toEqual([1, 2]);
});

test("a settlement that waits for an open transaction keeps the changes of that transaction", async () => {
  const { settle } = openSettler();
  const claims = await claim(2);
  const [first] = claims as [Completion];
  let settling: Promise<string[]> | undefined;
  await queues.database.db.$transaction(async (tx) => {
    await tx.queueTask.update({ where: { id: first.id }, data: { tags: ["kept"] } });
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
  expect(await queues.database.db.queueTask.findUnique({ where: { id: first.id } })).toMatchObject({
    ...{ status: "COMPLETED", tags: ["kept"], result: "done 0" },
  });
  expect(await count("completed")).toBe(2);
});

test.each([
  ["cut off", "57014"],
  ["refused", "22P05"],
])(
  "when the second statement of a batch is %s once, each task is settled with its result and counted once",
  async (_, code) => {
    let failures = 0;
    const { settle } = openSettler(({ name }) => {
      if (name === byId && failures++ === 0) throw fail(code);
    });
    const claims = await claim(3);
    for (const moved of claims.slice(1)) await move(moved);
    expect(await settle(claims)).toEqual(["COMPLETED", "COMPLETED", "COMPLETED"]);
    expect(await readResults()).toEqual(["done 0", "done 1", "done 2"]);
    expect(await count("completed")).toBe(3);
  },
);

test("a task that was settled before the database became unreachable is known as settled", async () => {
  const { settler, settle } = openSettler(({ name }) => {
    if (name === byId) throw fail("ECONNREFUSED");
  });
  const claims = await claim(3);
  if (claims[1]) await move(claims[1]);
  const settling = settle(claims);
  await until(readResults, (results) => results.includes("done 2"));
  await settler.close(50);
  expect(await settling).toEqual(["COMPLETED", "LOST", "COMPLETED"]);
});

test.each([
  [3, [byId]],
  [150, [byCtid, byId]],
])(
  "of %d tasks, one of them written since its claim, the others are found by ctid if that is worth a statement",
  async (length, expected) => {
    const { settle, statements } = openSettler();
    const [first, ...others] = (await claim(length)) as [Completion];
    const statuses = await settle([{ ...first, ctid: null }, ...others]);
    expect(new Set(statuses)).toEqual(new Set(["COMPLETED"]));
    expect(statements).toEqual(expected);
    expect(await count("completed")).toBe(length);
  },
);

const patient = 30_000;

test.each([
  ["after a heartbeat", 50, async () => {}, "FROM mine m"],
  [
    "after a report of progress",
    patient,
    async ({ progress }: WorkerContext) => progress(40),
    "SET progress = f.percent",
  ],
])("%s the settlement does not look where the row was", async (_, heartbeatMs, report, written) => {
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
  const workers = defineWorkers({ LONG: defineWorker({ run }) });
  const queue = new QueueService(client, { workers, leaseMs: 2 * patient, heartbeatMs });
  const { id } = await queue.addToQueue("LONG", {});
  expect(await queue.processJob(id)).toMatchObject({ status: "COMPLETED" });
  await queue.close();
  const settlements = texts.filter((text) => text.includes(`"resultNote" = s.note`));
  expect(settlements).toHaveLength(1);
  expect(settlements[0]).not.toContain("= s.ctid");
});
