import { randomUUID } from "node:crypto";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { createInsertTasks, insertTasks } from "../src/adding/insertTasks.ts";
import { claimReadyTask, createClaimReadyTask } from "../src/claiming/claimReadyTask.ts";
import { claimTaskById, createClaimTaskById } from "../src/claiming/claimTaskById.ts";
import { claimTasks, claimTasksOnward, createClaimTasks, createClaimTasksOnward } from "../src/claiming/claimTasks.ts";
import type { Database } from "../src/database/database.ts";
import { prismaDatabase } from "../src/database/database.ts";
import type { StatementSlots } from "../src/database/StatementSlots.ts";
import type { ClaimedTask } from "../src/domain/ClaimedTask.ts";
import { describeError } from "../src/domain/errors/describeError.ts";
import { defineWorker, defineWorkers } from "../src/index.ts";
import { createRescueTasks, rescueTasks } from "../src/maintenance/rescueTasks.ts";
import { completeTasks, createCompleteTasks } from "../src/settling/completeTasks.ts";
import { createFailTasks, failTasks } from "../src/settling/failTasks.ts";
import { createRefuseTasks, refuseTasks } from "../src/settling/refuseTasks.ts";
import { createRequeueTasks, requeueTasks } from "../src/settling/requeueTasks.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();
const workers = defineWorkers({ T: defineWorker({ run: () => {} }), U: defineWorker({ run: () => {} }) });
let database: Database;

beforeAll(async () => {
  database = prismaDatabase(queues.database.db);
  await queues.database.db.$executeRaw`CREATE TABLE "Trace" (step text, id text, detail text)`;
  await queues.database.db.$executeRaw`CREATE TABLE "Closed" (type text)`;
});
afterEach(() => queues.database.db.$executeRaw`TRUNCATE "Trace", "Closed"`);

const trace = (step: string, from: string, detail: string) =>
  `INSERT INTO "Trace" (step, id, detail) SELECT '${step}', x.id, ${detail} FROM ${from} x`;

const slots: StatementSlots = {
  gate: [`NOT EXISTS (SELECT 1 FROM "Closed" o WHERE o.type = t.type)`],
  onAdd: [trace("added", "inserted", "x.type")],
  onClaim: [trace("claimed", "claimed", "x.type")],
  onSettle: [trace("settled", "done", "x.status::text"), trace("settled again", "done", "x.type")],
};

const lease = { token: "", holder: "h", leaseMs: 60_000 };
const newLease = () => ({ ...lease, token: randomUUID() });
const amounts = { limit: 10, startable: 10, allowsQuarantined: true };
const wanted = ["T", "U"].map((type) => ({ type, limit: 10, timeoutMs: 0 }));

async function add(types: readonly string[]): Promise<string[]> {
  const tasks = await queues.open(workers).addManyToQueue(types.map((type) => ({ type: type as "T", data: {} })));
  return tasks.map(({ id }) => id);
}

const readTrace = () =>
  queues.database.db.$queryRaw<{ step: string; id: string; detail: string }[]>`
    SELECT step, id, detail FROM "Trace" ORDER BY id, step`;

/** Each way to claim, of tasks of the types T and U. */
const claims: [string, (ids: string[], filled?: StatementSlots) => Promise<ClaimedTask[]>][] = [
  [
    "claimTasks",
    (_, filled) => createClaimTasks(filled)(database, { ...newLease(), ...amounts, wanted, minWaitMs: 0 }),
  ],
  [
    "claimTasksOnward",
    (_, filled) =>
      createClaimTasksOnward(filled)(database, {
        ...newLease(),
        ...amounts,
        levels: wanted.map((type) => ({ ...type, priority: 0, fromMs: 0 })),
      }),
  ],
  [
    "claimReadyTask",
    async (ids, filled) => {
      const claim = createClaimReadyTask(filled);
      const request = { timeoutMs: 0, isAhead: false };
      const task = (n: number, type: string) => ({ task: { id: ids[n] as string, type } });
      return [
        ...(await claim(database, { ...newLease(), ...request, ...task(0, "T") })),
        ...(await claim(database, { ...newLease(), ...request, ...task(1, "U") })),
      ];
    },
  ],
  [
    "claimTaskById",
    async (ids, filled) => {
      const claim = createClaimTaskById(filled);
      const request = { wanted, nextAttempt: undefined };
      const tasks = [];
      for (const id of ids) tasks.push(await claim(database, { ...newLease(), ...request, id }));
      return tasks.filter((task) => task !== undefined);
    },
  ],
];

describe.each(claims)("%s", (_, claim) => {
  test("takes no task whose gate is closed", async () => {
    const ids = await add(["T", "U"]);
    await queues.database.db.$executeRaw`INSERT INTO "Closed" VALUES ('T')`;
    expect((await claim(ids, slots)).map(({ type }) => type)).toEqual(["U"]);
    await queues.database.db.$executeRaw`DELETE FROM "Closed"`;
    expect((await claim(ids, slots)).map(({ type }) => type)).toEqual(["T"]);
  });

  test("writes what follows from a claim, and returns the same tasks", async () => {
    const ids = await add(["T", "U"]);
    const tasks = await claim(ids, slots);
    expect(tasks.map(({ id }) => id)).toEqual(ids);
    expect(tasks[0]).toMatchObject({ type: "T", attempts: 1, data: {}, token: expect.any(String) });
    expect(await readTrace()).toEqual([
      { step: "claimed", id: ids[0], detail: "T" },
      { step: "claimed", id: ids[1], detail: "U" },
    ]);
  });
});

test("a claim leaves the candidates that a chosen query returns", async () => {
  const ids = await add(["T", "T", "U", "U"]);
  const oneOfEach = `SELECT n.ctid FROM (SELECT c.ctid, row_number() OVER (PARTITION BY c.type ORDER BY c.seq) AS nth
    FROM candidates c) n WHERE n.nth > 1`;
  const [claimAll, claimOnward] = claims as [(typeof claims)[0], (typeof claims)[0]];
  const tasks = await claimAll[1](ids, { choose: [oneOfEach] });
  expect(tasks.map(({ id }) => id)).toEqual([ids[0], ids[2]]);
  expect((await claimOnward[1](ids, { choose: [oneOfEach] })).map(({ id }) => id)).toEqual([ids[1], ids[3]]);
});

const error = describeError(new Error("no"));
const times = { runMs: 1, waitMs: 1 };

/** Each way in which a claim ends, and the status after it. */
const ends: [string, string, (task: ClaimedTask) => Promise<unknown>][] = [
  [
    "completeTasks",
    "COMPLETED",
    ({ id, token, type }) =>
      createCompleteTasks(slots)(database, [{ id, token, type, result: null, note: null, ...times }]),
  ],
  [
    "failTasks",
    "FAILED",
    ({ id, token }) => {
      const rest = { isFinal: false, reason: "EXHAUSTED", delayMs: 1, provider: null } as const;
      const failure = { id, token, outcome: "FAILED", error, ...rest, failedProviders: [], errorPatterns: {} } as const;
      return createFailTasks(slots)(database, [{ ...failure, ...times }], "h");
    },
  ],
  [
    "requeueTasks",
    "PENDING",
    ({ id, token }) => {
      const nothing = { delayMs: null, maxSnoozes: null, failedProviders: null, errorPatterns: null, message: null };
      return createRequeueTasks(slots)(database, [{ id, token, isSnooze: false, hasBegun: true, ...nothing }]);
    },
  ],
  [
    "refuseTasks",
    "PENDING",
    ({ id, token }) =>
      createRefuseTasks(slots)(
        database,
        [{ id, token, error, version: null, isFinal: false, limitMs: 60_000, delayMs: 1, ...times }],
        "h",
      ),
  ],
  [
    "rescueTasks",
    "FAILED",
    async ({ id }) => {
      await queues.database.db
        .$executeRaw`UPDATE "QueueTask" SET "leaseExpiresAt" = now() - interval '1 s' WHERE id = ${id}`;
      return (await createRescueTasks(slots)(database, 0)).rescued;
    },
  ],
];

test.each(ends)("%s writes what follows from the end of a claim", async (_, status, settle) => {
  const ids = await add(["T"]);
  const [task] = await claimTasks(database, { ...newLease(), ...amounts, wanted, minWaitMs: 0 });
  expect(await settle(task as ClaimedTask)).toMatchObject([{ id: ids[0], status }]);
  expect(await readTrace()).toEqual([
    { step: "settled", id: ids[0], detail: status },
    { step: "settled again", id: ids[0], detail: "T" },
  ]);
  expect(await queues.readRow(ids[0] as string)).toMatchObject({ status, leaseToken: null });
});

const newTask = (id: string, uniqueKey: string | null) => ({
  ...{ id, type: "T", data: "{}", maxAttempts: 1, priority: 0, scheduledFor: null, delayMs: null, referenceId: null },
  ...{ referenceType: null, ownerId: null, uniqueKey, concurrencyKey: null, tags: [], timeoutMs: null },
  ...{ workerVersion: null, meta: null, startWithinMs: null },
});

test.each([false, true])(
  "an insert writes what follows from adding (in a transaction: %s)",
  async (isInTransaction) => {
    const insert = createInsertTasks(slots);
    const prefix = isInTransaction ? "cb" : "ca";
    expect(await insert(database, [newTask(`${prefix}1`, null)], null)).toMatchObject({ onlyIds: null });
    await insert(database, [newTask(`${prefix}2`, prefix)], null, { isInTransaction });
    const again = [newTask(`${prefix}3`, prefix), newTask(`${prefix}4`, `${prefix}4`)];
    expect(await insert(database, again, null, { isInTransaction })).toMatchObject({ onlyIds: [`${prefix}4`] });
    expect(await readTrace()).toEqual(
      [`${prefix}1`, `${prefix}2`, `${prefix}4`].map((id) => ({ step: "added", id, detail: "T" })),
    );
  },
);

type Send = (database: Database, ...rest: never[]) => Promise<unknown>;

/** What a function sends when every answer is empty. */
async function readText(send: Send, parameters: unknown[]): Promise<string> {
  let sent = "";
  const recorder: Database = {
    query: async (statement) => {
      sent = statement.text;
      return [];
    },
  };
  await send(recorder, ...(parameters as never[]));
  return sent;
}

const empty: StatementSlots = { gate: [], choose: [], onClaim: [], onSettle: [], onAdd: [] };
const request = { ...lease, wanted: [], levels: [], task: { id: "", type: "" }, id: "" };
const factories: [string, (slots?: StatementSlots) => Send, Send, unknown[]][] = [
  ["insertTasks", createInsertTasks, insertTasks, [[], null]],
  ["claimTasks", createClaimTasks, claimTasks, [request]],
  ["claimTasksOnward", createClaimTasksOnward, claimTasksOnward, [request]],
  ["claimReadyTask", createClaimReadyTask, claimReadyTask, [request]],
  ["claimTaskById", createClaimTaskById, claimTaskById, [request]],
  ["completeTasks", createCompleteTasks, completeTasks, [[]]],
  ["failTasks", createFailTasks, failTasks, [[], ""]],
  ["requeueTasks", createRequeueTasks, requeueTasks, [[]]],
  ["refuseTasks", createRefuseTasks, refuseTasks, [[], ""]],
  ["rescueTasks", createRescueTasks, rescueTasks, [0]],
];

test.each(factories)("%s with empty slots has the text that it has without slots", async (_, create, send, rest) => {
  const text = await readText(send, rest);
  expect(text).not.toMatch(/write\d|claimed AS|AND \(\)|UNION ALL \(/);
  expect(await readText(create(empty), rest)).toBe(text);
  expect(await readText(create(slots), rest)).not.toBe(text);
});
