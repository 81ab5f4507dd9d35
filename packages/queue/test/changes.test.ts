import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { prismaDatabase } from "../src/database/database.ts";
import { defineWorker, defineWorkers, type QueueService, RateLimitError, SnoozeError } from "../src/index.ts";
import { TaskPruner } from "../src/maintenance/TaskPruner.ts";
import { ownerKey } from "../src/monitor/index.ts";
import { ChangeNotifier } from "../src/notifying/ChangeNotifier.ts";
import { changeChannel } from "../src/notifying/changes.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();
const hour = 3_600_000;
const patient = { leaseMs: hour, pollMs: hour, sweepMs: hour };

/** What the worker does after the test has allowed it. */
let finish: () => unknown = () => null;
let mayFinish = Promise.resolve();
afterEach(() => {
  finish = () => null;
  mayFinish = Promise.resolve();
});
const workers = defineWorkers({
  WORK: defineWorker({
    providers: ["first"],
    run: async (_data: unknown, { progress }) => {
      await mayFinish;
      if (finish === report) progress(50, "half");
      return finish();
    },
  }),
});
type Queue = QueueService<typeof workers>;
const report = () => new Promise(() => {});
const throwError = (error: Error) => () => {
  throw error;
};

/** The notifications of changes that other processes receive. */
async function listen(): Promise<string[]> {
  const received: string[] = [];
  const listener = new pg.Client({ connectionString: queues.database.url });
  await listener.connect();
  await listener.query(`LISTEN ${changeChannel}`);
  listener.on("notification", ({ payload }) => received.push(payload ?? ""));
  onTestFinished(() => listener.end());
  return received;
}

const tells = (received: string[], owner: string) =>
  until(
    () => received,
    (all) => all.some((payload) => payload.split(" ").includes(ownerKey(owner))),
  );

interface Row {
  status?: "PENDING" | "PROCESSING" | "FAILED" | "MAX_RETRIES_REACHED" | "COMPLETED";
  attempts?: number;
  sql?: string;
}

/** Writes a row without the library, so that nothing is sent. */
async function insertRow(ownerId: string | null, { status = "PENDING", attempts = 0, sql }: Row = {}): Promise<string> {
  const { db } = queues.database;
  const isRunning = status === "PROCESSING";
  const { id } = await db.queueTask.create({
    data: {
      ...{ type: "WORK", data: {}, ownerId, status, attempts },
      ...(isRunning && { leaseToken: randomUUID(), leaseHolder: "dead", leaseExpiresAt: new Date(Date.now() - hour) }),
      ...(["COMPLETED", "MAX_RETRIES_REACHED"].includes(status) && { finishedAt: new Date(Date.now() - hour) }),
    },
  });
  if (sql) await db.$executeRawUnsafe(`UPDATE "QueueTask" SET ${sql} WHERE id = $1`, id);
  return id;
}

const inTransaction = (act: (tx: never) => Promise<unknown>) =>
  queues.database.db.$transaction((tx) => act(tx as never));

const owner = "owner with spaces, and a very long name ".repeat(10);

test.each<[what: string, row: Row | null, act: (queue: Queue, id: string) => unknown]>([
  ["an added task", null, (queue) => queue.addToQueue("WORK", {}, { ownerId: owner })],
  [
    "tasks that were added together",
    null,
    (queue) => queue.addManyToQueue([{ type: "WORK", data: {}, ownerId: owner }]),
  ],
  [
    "a task of the caller's transaction",
    null,
    (queue) => inTransaction((tx) => queue.addToQueue("WORK", {}, { ownerId: owner, tx })),
  ],
  ["a cancelled task", {}, (queue, id) => queue.cancelTask(id)],
  ["tasks that were cancelled together", {}, (queue) => queue.cancelTasks({ ownerId: owner })],
  [
    "tasks cancelled in a transaction",
    {},
    (queue) => inTransaction((tx) => queue.cancelTasks({ ownerId: owner }, { tx })),
  ],
  ["a retried task", { status: "FAILED" }, (queue, id) => queue.retryTask(id)],
  ["tasks that were retried together", { status: "FAILED" }, (queue) => queue.retryTasks({ ownerId: owner })],
  [
    "tasks retried in a transaction",
    { status: "MAX_RETRIES_REACHED" },
    (queue) => inTransaction((tx) => queue.retryTasks({ ownerId: owner }, { tx })),
  ],
  ["a changed task", {}, (queue, id) => queue.updateInQueue(id, { priority: 7 })],
  [
    "a changed and retried task",
    { status: "FAILED" },
    (queue, id) => queue.updateInQueue(id, { status: "PENDING", priority: 7 }),
  ],
  ["a deleted task", { status: "COMPLETED" }, (queue, id) => queue.deleteFromQueue(id)],
  ["a task that waits for a provider", {}, (queue, id) => queue.handleRateLimitError(id, "first", 1)],
  ["a rescued task", { status: "PROCESSING", attempts: 1 }, (queue) => queue.retryFailedQueueTasks()],
  [
    "an expired task",
    { sql: `"startWithinMs" = 1, "startBy" = now() - interval '1 minute'` },
    (queue) => queue.retryFailedQueueTasks(),
  ],
])("other processes hear of %s", async (_what, row, act) => {
  const received = await listen();
  const queue = queues.open(workers, patient);
  const id = row ? await insertRow(owner, row) : "";
  await act(queue, id);
  await tells(received, owner);
  expect(received.join(" ")).not.toContain("owner");
});

test("tasks past their retention are told when they are removed", async () => {
  const received = await listen();
  await insertRow(owner, { status: "COMPLETED" });
  const database = prismaDatabase(queues.database.db);
  const changes = new ChangeNotifier(database, true);
  const settings = { retention: { completedMs: 1, failedMs: 1 } } as never;
  await new TaskPruner().run({ database, changes, settings, onError: () => {} }, () => false);
  await tells(received, owner);
});

test.each<[what: string, end: () => unknown]>([
  ["completes", () => null],
  ["fails", throwError(new Error("no"))],
  ["is snoozed", throwError(new SnoozeError(1_000))],
  ["meets a rate limit", throwError(new RateLimitError("first", 1))],
  ["reports progress", report],
])("the start of a task is told, and again when it %s", async (_what, end) => {
  const received = await listen();
  let allow = () => {};
  mayFinish = new Promise((resolve) => {
    allow = resolve;
  });
  finish = end;
  await insertRow(owner);
  queues.open(workers, patient).start({ shutdownGraceMs: 0 });
  await tells(received, owner);
  received.length = 0;
  allow();
  await tells(received, owner);
});

test("an attempt of processJob is told when it starts and when it ends", async () => {
  const received = await listen();
  const id = await insertRow(owner);
  const queue = queues.open(workers, patient);
  finish = async () => {
    await tells(received, owner);
    received.length = 0;
  };
  await queue.processJob(id);
  await tells(received, owner);
});

test("tasks without an owner and services with notify: false send nothing", async () => {
  const received = await listen();
  const quiet = queues.open(workers, { ...patient, notify: false });
  const id = await insertRow("quiet");
  await quiet.processJob(id);
  await quiet.addToQueue("WORK", {}, { ownerId: "quiet" });
  await inTransaction((tx) => quiet.addToQueue("WORK", {}, { ownerId: "quiet", tx }));
  await quiet.close();
  const queue = queues.open(workers, patient);
  const { id: unowned } = await queue.addToQueue("WORK", {});
  await queue.processJob(unowned);
  await inTransaction((tx) => queue.addToQueue("WORK", {}, { tx }));
  await queue.close();
  const last = queues.open(workers, patient);
  await last.addToQueue("WORK", {}, { ownerId: "last" });
  await tells(received, "last");
  expect(received).toEqual([ownerKey("last")]);
});

test("many changes in a burst share notifications: at most one in 50 ms, and the last change is told", async () => {
  const received = await listen();
  const queue = queues.open(workers, patient);
  const beganAt = performance.now();
  for (let n = 0; n < 150; n++) await queue.addToQueue("WORK", n, { ownerId: `owner${n % 7}` });
  await queue.addToQueue("WORK", {}, { ownerId: "last" });
  await tells(received, "last");
  const most = Math.ceil((performance.now() - beganAt) / 50) + 1;
  expect(received.length).toBeLessThanOrEqual(most);
  expect(new Set(received.flatMap((payload) => payload.split(" "))).size).toBe(8);
});

test("the changes of a batch share one notification, which is sent at once", async () => {
  const received = await listen();
  const queue = queues.open(workers, patient);
  await queue.addManyToQueue(Array.from({ length: 300 }, (_, n) => ({ type: "WORK", data: {}, ownerId: `owner${n}` })));
  await tells(received, "owner299");
  expect(received).toHaveLength(1);
  expect(received[0]?.split(" ")).toHaveLength(300);
});

test("so many owners that PostgreSQL would refuse their keys are told as any owner", async () => {
  const received = await listen();
  const queue = queues.open(workers, patient);
  await queue.addManyToQueue(Array.from({ length: 615 }, (_, n) => ({ type: "WORK", data: {}, ownerId: `most${n}` })));
  await tells(received, "most614");
  await queue.addManyToQueue(Array.from({ length: 616 }, (_, n) => ({ type: "WORK", data: {}, ownerId: `more${n}` })));
  await until(
    () => received.length,
    (length) => length === 2,
  );
  expect(received[1]).toBe("*");
});

test("a transaction that commits late is told after its commit", async () => {
  const received = await listen();
  const queue = queues.open(workers, patient);
  await inTransaction(async (tx) => {
    await queue.addToQueue("WORK", {}, { ownerId: owner, tx });
    await tells(received, owner); // before the commit, in vain
    received.length = 0;
  });
  await tells(received, owner);
});

test("closing a service sends what is pending", async () => {
  const received = await listen();
  const queue = queues.open(workers, patient);
  await queue.addToQueue("WORK", {}, { ownerId: "first" });
  await tells(received, "first");
  await queue.addToQueue("WORK", {}, { ownerId: "second" });
  await inTransaction((tx) => queue.addToQueue("WORK", {}, { ownerId: "third", tx }));
  await queue.close();
  await tells(received, "second");
  await tells(received, "third");
});
