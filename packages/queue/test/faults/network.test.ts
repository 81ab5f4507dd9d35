import { randomBytes } from "node:crypto";
import { createPrismaClient, type PrismaClient } from "@package/db";
import { type DatabaseProxy, startDatabaseProxy } from "@package/faults";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  DatabaseUnavailableError,
  defineWorker,
  defineWorkers,
  QueueService,
  type QueueServiceOptions,
} from "../../src/index.ts";
import { setUpTestQueues } from "../support/setUpTestQueues.ts";
import { until } from "../support/until.ts";

const queues = setUpTestQueues();
let proxy: DatabaseProxy;
let client: PrismaClient;
const open: { close(): Promise<void> }[] = [];
const warnings: string[] = [];

/** A separate account, so that faults in its sessions do not affect the test's own sessions. */
const account = `proxied_${randomBytes(6).toString("hex")}`;
beforeAll(() => queues.database.db.$executeRawUnsafe(`CREATE ROLE ${account} SUPERUSER LOGIN PASSWORD 'proxied'`));
afterAll(async () => {
  const session = new pg.Client(queues.database.url);
  await session.connect();
  await session.query(`DROP OWNED BY ${account}`);
  await session.query(`DROP ROLE ${account}`);
  await session.end();
});

beforeEach(async () => {
  warnings.length = 0;
  const url = new URL(queues.database.url);
  url.username = account;
  url.password = "proxied";
  proxy = await startDatabaseProxy(url.href);
  client = createPrismaClient(proxy.url);
});
afterEach(async () => {
  await setReadOnly(false);
  proxy.setMode("pass");
  proxy.cut("all");
  await Promise.all(open.splice(0).map((queue) => queue.close()));
  await client.$disconnect();
  await proxy.close();
});

/** The work of a run, by its number. */
let run: (nth: number) => Promise<void> | void = () => {};
let runs = 0;
const workers = defineWorkers({
  WORK: defineWorker({
    run: async () => {
      await run(++runs);
      return { nth: runs };
    },
  }),
});
beforeEach(() => {
  runs = 0;
  run = () => {};
});

/** A service that reaches the database through the proxy. */
function openBehindProxy(hasOwn: boolean, options: QueueServiceOptions = {}) {
  const logger = {
    info: () => {},
    warn: (message: string) => void warnings.push(message),
    error: (message: string) => void warnings.push(message),
  };
  const queue = new QueueService(client, {
    workers,
    pollMs: 50,
    sweepMs: 200,
    logger,
    ...(hasOwn ? { connectionString: proxy.url } : {}),
    ...options,
  });
  open.push(queue);
  return queue;
}

/** Options with which only the test itself causes traffic. */
const alone = { notify: false, pollMs: 60_000, sweepMs: 60_000 };

const status = async (id: string) => (await queues.readRow(id)).status;
const isCompleted = (value: unknown) => value === "COMPLETED";
/** A commit is visible a little before its reply leaves the server. */
const untilReplyIsLost = () =>
  until(
    () => proxy.droppedReplies,
    (count) => count > 0,
  );

describe.each([
  ["through the Prisma client", false],
  ["through connections of its own", true],
])("%s", (_, hasOwn) => {
  test("recording an outcome is idempotent when its reply is lost, and its event is emitted once", async () => {
    const queue = openBehindProxy(hasOwn, alone);
    const told: string[] = [];
    for (const name of ["completed", "leaseLost"] as const) queue.on(name, () => void told.push(name));
    run = () => proxy.setMode("dropReplies");
    const { id } = await queue.addToQueue("WORK", {});
    queue.start({ concurrency: 1 });
    // A direct connection shows that the outcome is committed although its reply was lost.
    await until(() => status(id), isCompleted);
    const settledAt = (await queues.readRow(id)).finishedAt;
    await untilReplyIsLost();
    expect(told).toEqual([]);
    proxy.setMode("pass");
    proxy.cut("swallowed");
    await until(
      () => told,
      (names) => names.length > 0,
    );
    expect(told).toEqual(["completed"]);
    expect(runs).toBe(1);
    expect(await queues.readRow(id)).toMatchObject({ status: "COMPLETED", finishedAt: settledAt, attempts: 1 });
  });

  test("an add whose reply is lost creates one task, and returns its id", async () => {
    const queue = openBehindProxy(hasOwn);
    await queue.hasProcessingTasks();
    proxy.setMode("dropReplies");
    const adding = queue.addToQueue("WORK", { n: 1 });
    const [row] = await until(
      () => queues.database.db.queueTask.findMany(),
      (rows) => rows.length > 0,
    );
    await untilReplyIsLost();
    proxy.setMode("pass");
    proxy.cut("swallowed");
    expect((await adding).id).toBe(row?.id);
    expect(await queues.database.db.queueTask.count()).toBe(1);
  });

  test("a claim whose reply is lost is found again, and its task runs once", async () => {
    const queue = openBehindProxy(hasOwn, alone);
    // The connections are already open, so that the claim's reply is the first to be lost.
    await Promise.all(Array.from({ length: 4 }, () => queue.hasProcessingTasks()));
    const { id } = await queues.open(workers).addToQueue("WORK", {});
    proxy.setMode("dropReplies");
    queue.start({ concurrency: 2 });
    await until(
      () => status(id),
      (value) => value === "PROCESSING",
    );
    await untilReplyIsLost();
    expect(runs).toBe(0);
    proxy.setMode("pass");
    proxy.cut("swallowed");
    await until(() => status(id), isCompleted);
    expect(await queues.readRow(id)).toMatchObject({ attempts: 1, claimCount: 1 });
    expect(runs).toBe(1);
  });

  test("a task is deleted without an error when the first reply is lost", async () => {
    const queue = openBehindProxy(hasOwn, alone);
    const { id } = await queue.addToQueue("WORK", {});
    proxy.setMode("dropReplies");
    const deleting = queue.deleteFromQueue(id);
    await until(
      () => queues.database.db.queueTask.count(),
      (count) => count === 0,
    );
    await untilReplyIsLost();
    proxy.setMode("pass");
    proxy.cut("swallowed");
    await deleting;
    await expect(queue.deleteFromQueue(id)).rejects.toMatchObject({ code: "TASK_NOT_FOUND" });
  });

  test("resumeType returns true when the first reply is lost", async () => {
    const queue = openBehindProxy(hasOwn, alone);
    await queue.pauseType("WORK");
    proxy.setMode("dropReplies");
    const resuming = queue.resumeType("WORK");
    await until(
      () => queues.database.db.queueGate.count(),
      (count) => count === 0,
    );
    await untilReplyIsLost();
    proxy.setMode("pass");
    proxy.cut("swallowed");
    expect(await resuming).toBe(true);
    expect(await queue.resumeType("WORK")).toBe(false);
  });

  test("a service that starts before its database works as soon as the database is reachable", async () => {
    proxy.setMode("refuse");
    const queue = openBehindProxy(hasOwn);
    queue.start({ concurrency: 1 });
    await expect(queue.addToQueue("WORK", {})).rejects.toMatchObject({ retryable: true });
    await expect(queue.addToQueue("WORK", {})).rejects.toBeInstanceOf(DatabaseUnavailableError);
    proxy.setMode("pass");
    const { id } = await until(
      () => queue.addToQueue("WORK", {}).catch(() => undefined),
      (task) => task !== undefined,
    ).then((task) => task ?? { id: "" });
    await until(() => status(id), isCompleted);
    // The log has only a few lines, however often something failed.
    expect(warnings.length).toBeLessThan(12);
  });

  test("a database that is read-only for seconds, as after a failover, delays tasks but loses none", async () => {
    const queue = openBehindProxy(hasOwn);
    queue.start({ concurrency: 2 });
    const before = await queue.addToQueue("WORK", {});
    await until(() => status(before.id), isCompleted);
    let isReadOnly = false;
    run = async () => {
      await setReadOnly(true);
      isReadOnly = true;
    };
    const { id } = await queues.open(workers).addToQueue("WORK", {});
    await until(
      () => isReadOnly,
      (holds) => holds,
    );
    await expect(queue.addToQueue("WORK", {})).rejects.toBeInstanceOf(DatabaseUnavailableError);
    run = () => {};
    await setReadOnly(false);
    await until(() => status(id), isCompleted);
    const after = await queue.addToQueue("WORK", {});
    await until(() => status(after.id), isCompleted);
    expect(runs).toBe(3);
  });

  test("1,000 tasks with all sessions terminated every 500 ms all complete, at most 2 % of them twice", async () => {
    const queue = openBehindProxy(hasOwn);
    run = () => new Promise((resolve) => setTimeout(resolve, 20));
    const tasks = await queue.addManyToQueue(
      Array.from({ length: 1_000 }, (__, n) => ({ type: "WORK" as const, data: { n } })),
    );
    const terminator = new pg.Client(queues.database.url);
    await terminator.connect();
    let rounds = 0;
    const timer = setInterval(() => {
      rounds++;
      terminator
        .query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = $1",
          [account],
        )
        .catch(() => {});
    }, 500);
    queue.start({ concurrency: 5 });
    await until(
      () => queues.database.db.queueTask.count({ where: { status: { not: "COMPLETED" } } }),
      (left) => left === 0,
      60_000,
    );
    clearInterval(timer);
    await terminator.end();
    expect(rounds).toBeGreaterThan(3);
    expect(runs - tasks.length).toBeLessThanOrEqual(20);
  }, 90_000);

  test("a dead connection is closed, and the service continues without a restart", async () => {
    const queue = openBehindProxy(hasOwn, { notify: false });
    queue.start({ concurrency: 1 });
    const first = await queue.addToQueue("WORK", {});
    await until(() => status(first.id), isCompleted);
    // Open connections stay dead, as behind a firewall that has dropped them; new connections work.
    proxy.setMode("blackhole");
    proxy.setMode("pass");
    const { id } = await queues.open(workers).addToQueue("WORK", {});
    await until(() => status(id), isCompleted, 40_000);
  }, 60_000);
});

/** Makes new sessions of the proxied account read-only, as on a standby; other accounts are not affected. */
async function setReadOnly(isReadOnly: boolean): Promise<void> {
  const { db } = queues.database;
  const [{ name }] = await db.$queryRaw<[{ name: string }]>`SELECT current_database() AS name`;
  const setting = isReadOnly ? "SET default_transaction_read_only = on" : "RESET default_transaction_read_only";
  await db.$executeRawUnsafe(`ALTER ROLE ${account} IN DATABASE "${name}" ${setting}`);
  proxy.cut("all");
}
