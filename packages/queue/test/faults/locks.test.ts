import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { LockedKeys } from "../../src/adding/LockedKeys.ts";
import { retryTransient } from "../../src/database/retryTransient.ts";
import {
  defineWorker,
  defineWorkers,
  LockTimeoutError,
  type QueueService,
  SnoozeError,
  type WorkerContext,
  type Workers,
} from "../../src/index.ts";
import { setUpTestQueues } from "../support/setUpTestQueues.ts";
import { until } from "../support/until.ts";

const queues = setUpTestQueues();

/** The application, in its own session. */
let application: pg.Client;
/** A second session: within a transaction, pg_stat_activity does not change. */
let observer: pg.Client;
beforeAll(async () => {
  application = new pg.Client({ connectionString: queues.database.url });
  observer = new pg.Client({ connectionString: queues.database.url });
  await Promise.all([application.connect(), observer.connect()]);
});
afterAll(() => Promise.all([application.end(), observer.end()]));
afterEach(() => application.query("ROLLBACK"));

const lock = async (ids: readonly string[], how = "FOR UPDATE") => {
  await application.query("BEGIN");
  await application.query(`SELECT id FROM "QueueTask" WHERE id = ANY($1) ${how}`, [ids]);
};
const commit = () => application.query("COMMIT");

/** Returns the sessions that wait for a lock. */
const countBlocked = async () =>
  Number(
    (
      await observer.query(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      )
    ).rows[0].count,
  );

type End = (context: WorkerContext) => unknown;

/** Tasks that run until the test ends them, each with its own outcome. */
function openGated(options: Parameters<typeof queues.open>[1]): {
  queue: QueueService<Workers>;
  endAll: () => void;
  runs: string[];
} {
  let endAll = () => {};
  const gate = new Promise<void>((resolve) => {
    endAll = resolve;
  });
  const runs: string[] = [];
  const gated = (end: End) =>
    defineWorker({
      run: async (_, context) => {
        runs.push(context.task.id);
        await gate;
        return end(context);
      },
    });
  const workers = defineWorkers({
    GOOD: gated(() => "done"),
    BAD: gated(() => {
      throw new Error("as asked"); // its next attempt is far away
    }),
    LATER: gated(() => {
      throw new SnoozeError(60_000);
    }),
    CHATTY: gated(({ log, progress }) => {
      log("info", "nearly done");
      progress(99);
    }),
  });
  const queue = queues.open<Workers>(workers, { backoff: { baseMs: 600_000 }, ...options });
  return { queue, endAll, runs };
}

const statusOf = async (id: string) => (await queues.readRow(id)).status;

describe.each([
  ["through the Prisma client", () => ({})],
  ["through connections of its own", () => ({ connectionString: queues.database.url })],
])("%s", (_, connect) => {
  test.each([
    ["GOOD", "COMPLETED"],
    ["BAD", "FAILED"],
    ["LATER", "PENDING"],
    ["CHATTY", "COMPLETED"],
  ])("a locked row delays recording the outcome of its own task only (%s)", async (type, status) => {
    const { queue, endAll, runs } = openGated(connect());
    const tasks = await queue.addManyToQueue(Array.from({ length: 8 }, () => ({ type, data: {} })));
    const ids = tasks.map(({ id }) => id);
    queue.start({ concurrency: 8 });
    await until(
      () => runs.length,
      (n) => n === 8,
    );
    const [first, ...others] = ids as [string, ...string[]];
    await lock([first]);
    endAll();
    await until(
      () => Promise.all(others.map(statusOf)),
      (statuses) => statuses.every((each) => each === status),
    );
    expect(await statusOf(first)).toBe("PROCESSING");
    await commit();
    await until(
      () => statusOf(first),
      (each) => each === status,
    );
    expect(runs).toHaveLength(8);
  });

  test("an open add with a unique key delays only adds of that key, and occupies no connection", async () => {
    const { db } = queues.database;
    const queue = queues.open(defineWorkers({ ANY: defineWorker({ run: () => {} }) }), connect());
    await application.query("BEGIN");
    await application.query(
      `INSERT INTO "QueueTask" (id, type, data, "uniqueKey", "updatedAt") VALUES ('c-open', 'ANY', '1', 'K', now())`,
    );
    const blocked = Array.from({ length: 20 }, () => queue.addToQueue("ANY", {}, { uniqueKey: "K" }));
    const others = await Promise.all(
      Array.from({ length: 20 }, (_, n) => queue.addToQueue("ANY", {}, { uniqueKey: `other ${n}` })),
    );
    expect(new Set(others.map(({ id }) => id)).size).toBe(20);
    expect(await db.queueTask.count({ where: { uniqueKey: "K" } })).toBe(0);
    await until(countBlocked, (n) => n === 0);
    await commit();
    expect(new Set((await Promise.all(blocked)).map(({ id }) => id))).toEqual(new Set(["c-open"]));
  });

  test("64 locked keys do not delay adds of other keys", async () => {
    const queue = queues.open(defineWorkers({ ANY: defineWorker({ run: () => {} }) }), connect());
    await application.query("BEGIN");
    await application.query(
      `INSERT INTO "QueueTask" (id, type, data, "uniqueKey", "updatedAt") SELECT 'c-' || n, 'ANY', '1', 'K' || n, now() FROM generate_series(1, 64) n`,
    );
    let settled = 0;
    const locked = Array.from({ length: 64 }, (_, n) =>
      queue.addToQueue("ANY", {}, { uniqueKey: `K${n + 1}` }).finally(() => settled++),
    );
    for (let n = 1; n <= 3; n++) await queue.addToQueue("ANY", {}, { uniqueKey: `free ${n}` });
    expect(settled).toBe(0);
    await commit();
    expect((await Promise.all(locked)).map(({ id }) => id)).toEqual(locked.map((_, n) => `c-${n + 1}`));
  });

  test("adds that waited for a rolled-back add create one task", async () => {
    const queue = queues.open(defineWorkers({ ANY: defineWorker({ run: () => {} }) }), connect());
    await application.query("BEGIN");
    await application.query(
      `INSERT INTO "QueueTask" (id, type, data, "uniqueKey", "updatedAt") VALUES ('c-open', 'ANY', '1', 'K', now())`,
    );
    const blocked = Array.from({ length: 5 }, () => queue.addToQueue("ANY", {}, { uniqueKey: "K" }));
    await until(countBlocked, (n) => n > 0);
    await application.query("ROLLBACK");
    const ids = new Set((await Promise.all(blocked)).map(({ id }) => id));
    expect(ids.size).toBe(1);
    expect(ids).not.toContain("c-open");
  });

  test("a batch with a unique key of an open add is added when that add ends", async () => {
    const queue = queues.open(defineWorkers({ ANY: defineWorker({ run: () => {} }) }), connect());
    await application.query("BEGIN");
    await application.query(
      `INSERT INTO "QueueTask" (id, type, data, "uniqueKey", "updatedAt") VALUES ('c-open', 'ANY', '1', 'K', now())`,
    );
    const batch = queue.addManyToQueue([
      { type: "ANY", data: {}, uniqueKey: "K" },
      { type: "ANY", data: {} },
    ]);
    await until(countBlocked, (n) => n > 0);
    await commit();
    expect((await batch)[0]?.id).toBe("c-open");
  });

  test("claims continue while outcomes and adds wait for locks", async () => {
    const { queue, endAll, runs } = openGated(connect());
    const tasks = await queue.addManyToQueue(["GOOD", "BAD", "LATER"].map((type) => ({ type, data: {} })));
    queue.start({ concurrency: 10 });
    await until(
      () => runs.length,
      (n) => n === 3,
    );
    await lock(tasks.map(({ id }) => id));
    await application.query(
      `INSERT INTO "QueueTask" (id, type, data, "uniqueKey", "scheduledFor", "updatedAt") VALUES ('c-open', 'GOOD', '1', 'K', now() + interval '1 hour', now())`,
    );
    const add = queue.addToQueue("GOOD", {}, { uniqueKey: "K" });
    endAll();
    const { id } = await queue.addToQueue("GOOD", {});
    expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED" });
    await commit();
    expect((await add).id).toBe("c-open");
  });

  test("a change of a task whose row stays locked throws LockTimeoutError, not DatabaseUnavailableError", async () => {
    const queue = queues.open(defineWorkers({ ANY: defineWorker({ run: () => {} }) }), connect());
    const { id } = await queue.addToQueue("ANY", {});
    await lock([id]);
    const changes = await Promise.allSettled([
      queue.cancelTask(id),
      queue.deleteFromQueue(id),
      queue.updateInQueue(id, { priority: 7 }),
      queue.processJob(id),
    ]);
    expect(changes.map((change) => change.status === "rejected" && change.reason.code)).toEqual(
      changes.map(() => "LOCK_TIMEOUT"),
    );
    expect(await countBlocked()).toBe(0);
    await commit();
    expect(await queue.readFromQueue(id)).toMatchObject({ status: "PENDING", priority: 0 });
  }, 30_000);
});

test("a call waits for a lock that ends in time", async () => {
  let tries = 0;
  const answer = await retryTransient(async () => {
    if (++tries < 6) throw Object.assign(new Error("canceling statement due to lock timeout"), { code: "55P03" });
    return "written";
  });
  expect([answer, tries]).toEqual(["written", 6]);
});

const task = (uniqueKey: string) => ({ type: "ANY", uniqueKey }) as Parameters<LockedKeys["has"]>[0];

test("the locked keys among many are found by halving, and the others do not wait for them", async () => {
  const isLocked = (key: string | null) => key === "key 13" || key === "key 57";
  let statements = 0;
  const keys = new LockedKeys(async (tasks) => {
    statements++;
    if (tasks.some(({ uniqueKey }) => isLocked(uniqueKey))) throw new LockTimeoutError(undefined);
    return tasks.map(({ uniqueKey }) => ({ id: uniqueKey }) as never);
  }, 300);
  const names = Array.from({ length: 64 }, (_, n) => `key ${n}`);
  const added = keys.addEach([...names, ...names].map(task));
  const free = await Promise.all(added.filter((_, n) => !isLocked(names[n % 64] ?? "")));
  expect(free).toHaveLength(124);
  expect(statements).toBeLessThan(30);
  expect(keys.has(task("key 13"))).toBe(true);
  expect((await Promise.allSettled(added)).filter(({ status }) => status === "rejected")).toHaveLength(4);
  expect(keys.has(task("key 13"))).toBe(false);
});

test("an add whose key stays locked fails alone, and names the key", async () => {
  const locked = () => Promise.reject(new LockTimeoutError(undefined));
  const keys = new LockedKeys(locked, 50);
  const errors = await Promise.allSettled(keys.addEach([task("K"), task("L")]));
  expect(errors.map((each) => each.status === "rejected" && each.reason.message)).toEqual([
    expect.stringMatching(
      /^Another transaction has locked the unique key "K" of type ANY, and did not end within \d+ ms/,
    ),
    expect.stringMatching(/the unique key "L"/),
  ]);
  await keys.drain();
});
