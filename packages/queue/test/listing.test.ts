import { afterEach, expect, test } from "vitest";
import { prismaDatabase } from "../src/database/database.ts";
import { createTaskId } from "../src/domain/taskId.ts";
import {
  defineWorker,
  defineWorkers,
  InvalidOptionsError,
  type QueueService,
  type QueueTask,
  type TaskFilter,
  TaskNotFoundError,
  type Workers,
} from "../src/index.ts";
import { maxFew, walkedRows } from "../src/querying/findTasks.ts";
import { resolveFilter } from "../src/querying/resolveFilter.ts";
import { searchTasks } from "../src/querying/searchTasks.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();
afterEach(() => queues.database.db.$executeRaw`TRUNCATE "QueueTask" CASCADE`);

const workers = defineWorkers({
  OK: defineWorker({ run: () => {} }),
  BAD: defineWorker({
    maxAttempts: 1,
    run: () => {
      throw new Error("no");
    },
  }),
});

type Listing = Pick<QueueService<Workers>, "listTasks">;

/** Reads all pages, and returns the tasks in their order. */
async function listAll(queue: Listing, filter: TaskFilter, limit = 2): Promise<QueueTask[]> {
  const items: QueueTask[] = [];
  let cursor: string | undefined;
  do {
    const page = await queue.listTasks(filter, { limit, ...(cursor === undefined ? {} : { cursor }) });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

/** Adds tasks of two owners in all statuses that need no running worker. */
async function addAll(queue: QueueService<typeof workers>) {
  const options = { ownerId: "ann", tags: ["red"], reference: { id: "o1", type: "Order" }, concurrencyKey: "c" };
  const pending = await queue.addToQueue("OK", {}, { ...options, uniqueKey: "u", delayMs: 60_000 });
  const completed = await queue.addToQueue("OK", {}, { ...options, uniqueKey: "v" });
  const exhausted = await queue.addToQueue("BAD", {}, { ownerId: "ann" });
  const failed = await queue.addToQueue("BAD", {}, { ownerId: "bob", maxAttempts: 2 });
  const cancelled = await queue.addToQueue("OK", {}, { ownerId: "bob", tags: ["blue"] });
  await queue.processJob(completed.id);
  await queue.processJob(exhausted.id).catch(() => {});
  await queue.processJob(failed.id).catch(() => {});
  await queue.cancelTask(cancelled.id);
  const ids = { pending, completed, exhausted, failed, cancelled };
  return Object.fromEntries(Object.entries(ids).map(([name, { id }]) => [name, id])) as Record<
    keyof typeof ids,
    string
  >;
}

test.each<[string, TaskFilter, string[]]>([
  ["no condition", {}, ["cancelled", "failed", "exhausted", "completed", "pending"]],
  ["a status", { status: "COMPLETED" }, ["completed"]],
  ["unfinished statuses", { status: ["PENDING", "FAILED", "PROCESSING"] }, ["failed", "pending"]],
  ["statuses of both kinds", { status: ["PENDING", "CANCELLED"] }, ["cancelled", "pending"]],
  ["a type", { type: "BAD" }, ["failed", "exhausted"]],
  ["unfinished tasks of types", { type: ["OK", "BAD", "OK"], status: ["PENDING", "FAILED"] }, ["failed", "pending"]],
  ["an owner", { ownerId: "ann" }, ["exhausted", "completed", "pending"]],
  ["an owner and a status", { ownerId: "bob", status: "FAILED" }, ["failed"]],
  ["a reference", { reference: { id: "o1", type: "Order" } }, ["completed", "pending"]],
  ["a reference without a type", { reference: { id: "o1" } }, ["completed", "pending"]],
  ["another type of reference", { reference: { id: "o1", type: "User" } }, []],
  ["a tag", { tag: "red" }, ["completed", "pending"]],
  ["a concurrency key", { concurrencyKey: "c", status: "PENDING" }, ["pending"]],
  ["a unique key", { uniqueKey: "u" }, ["pending"]],
  ["a unique key that is taken", { uniqueKey: "u", type: "OK", status: ["PENDING", "FAILED"] }, ["pending"]],
  ["all conditions", { type: "OK", ownerId: "ann", tag: "red", uniqueKey: "v", status: "COMPLETED" }, ["completed"]],
])("tasks are listed newest first, by %s", async (_, filter, expected) => {
  const queue = queues.open(workers);
  const ids: Record<string, string> = await addAll(queue);
  const found = await listAll(queue, filter);
  expect(found.map(({ id }) => id)).toEqual(expected.map((name) => ids[name]));
  for (const task of found) expect(task).toEqual(await queue.readFromQueue(task.id));
});

test("running tasks are listed as well", async () => {
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const run = () => {
    begun.resolve();
    return gate.promise;
  };
  const queue = queues.open(defineWorkers({ SLOW: defineWorker({ run }) }));
  const { id } = await queue.addToQueue("SLOW", {}, { ownerId: "ann" });
  const processing = queue.processJob(id);
  await begun.promise;
  for (const filter of [{}, { type: "SLOW" }, { ownerId: "ann" }])
    expect((await queue.listTasks({ ...filter, status: "PROCESSING" })).items).toMatchObject([{ id }]);
  gate.resolve();
  await processing;
});

test("the time of adding is that of the database, in whichever process the ids were made", async () => {
  const queue = queues.open(workers);
  const [first, second] = [await queue.addToQueue("OK", {}), await queue.addToQueue("OK", {})];
  const hourMs = 3_600_000;
  await queues.database.db
    .$executeRaw`UPDATE "QueueTask" SET "createdAt" = now() - interval '2 h' WHERE id = ${first.id}`;
  const hourAgo = new Date(Date.now() - hourMs);
  const list = async (filter: TaskFilter) => (await listAll(queue, filter)).map(({ id }) => id);
  expect(await list({ addedAfter: hourAgo })).toEqual([second.id]);
  expect(await list({ addedBefore: hourAgo })).toEqual([first.id]);
  expect(await list({ addedAfter: hourAgo, addedBefore: new Date(Date.now() + hourMs) })).toEqual([second.id]);
  expect(await list({ addedBefore: new Date(0) })).toEqual([]);
});

test("a page without an index reads a bounded number of tasks, and the next one continues there", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("OK", {}, { tags: ["rare"] });
  await fillUp(walkedRows + 10, "COMPLETED");
  const first = await queue.listTasks({ tag: "rare" });
  expect(first).toEqual({ items: [], nextCursor: expect.any(String) });
  const second = await queue.listTasks({ tag: "rare" }, { cursor: first.nextCursor ?? "" });
  expect(second).toMatchObject({ items: [{ id }], nextCursor: null });
});

test.each<[string, number, () => Promise<unknown>]>([
  ["deleted", walkedRows + 5, () => deleteNewest(1_000)],
  ["added", walkedRows - 100, () => fillUp(1_000, "COMPLETED")],
])("tasks that are %s while a page is read neither hide a task nor repeat it", async (_, newer, interfere) => {
  await fillUp(walkedRows + 10, "COMPLETED");
  await queues.database.db.$executeRaw`UPDATE "QueueTask" SET tags = '{rare}'
    WHERE id = (SELECT id FROM "QueueTask" ORDER BY id DESC OFFSET ${newer} LIMIT 1)`;
  const database = prismaDatabase(queues.database.db);
  let isFirst = true;
  /** Another session acts after the first statement. */
  const busy: typeof database = {
    query: async <TRow>(...query: Parameters<typeof database.query>) => {
      const rows = await database.query<TRow>(...query);
      if (isFirst) await interfere();
      isFirst = false;
      return rows;
    },
  };
  let matched = 0;
  let cursor: string | null = null;
  do {
    const page = await searchTasks(busy, resolveFilter({ tag: "rare" }), { cursor, limit: 5 });
    matched += page.ids.length;
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(matched).toBe(1);
});

const deleteNewest = (count: number) => queues.database.db.$executeRaw`DELETE FROM "QueueTask"
  WHERE id IN (SELECT id FROM "QueueTask" ORDER BY id DESC LIMIT ${count})`;

test("where an index names too many tasks, they are found by walking, each once", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("OK", {}, { ownerId: "ann", tags: ["rare"] });
  await fillUp(maxFew + 10, "PENDING");
  for (const filter of [{ ownerId: "ann" }, { type: "OK" }, {}])
    expect((await listAll(queue, { ...filter, status: "PENDING", tag: "rare" })).map((task) => task.id)).toEqual([id]);
});

/** Adds newer tasks of the owner ann. */
async function fillUp(count: number, status: "PENDING" | "COMPLETED"): Promise<void> {
  const prefix = createTaskId(Date.now() + 1_000).slice(0, 9);
  await queues.database.db.$executeRawUnsafe(`INSERT INTO "QueueTask" (id, type, data, "updatedAt", "ownerId", status, "finishedAt")
    SELECT '${prefix}' || lpad(n::text, 16, '0'), 'OK', '{}', now(), 'ann', '${status}', ${status === "PENDING" ? "NULL" : "now()"}
    FROM generate_series(1, ${count}) n`);
}

test("tasks that are added while pages are read do not move the others", async () => {
  const queue = queues.open(workers);
  const ids: string[] = [];
  for (let n = 0; n < 4; n++) ids.unshift((await queue.addToQueue("OK", {})).id);
  const first = await queue.listTasks({}, { limit: 2 });
  await queue.addToQueue("OK", {});
  const second = await queue.listTasks({}, { limit: 2, cursor: first.nextCursor ?? "" });
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
});

test.each<[string, unknown, string]>([
  ["an unknown condition", { typ: "OK" }, 'Unknown option "filter.typ". Did you mean "filter.type"?'],
  ["an unknown status", { status: "DONE" }, "filter.status"],
  ["no status", { status: [] }, "filter.status"],
  ["an invalid type", { type: "a b" }, "filter.type"],
  ["too many types", { type: Array.from({ length: 101 }, (_, n) => `T${n}`) }, "filter.type"],
  ["a reference without an id", { reference: { type: "Order" } }, "filter.reference.id"],
  ["an invalid date", { addedAfter: new Date(Number.NaN) }, "filter.addedAfter"],
  ["a date that is null", { addedBefore: null }, "filter.addedBefore"],
  ["an empty owner", { ownerId: "" }, "filter.ownerId"],
  ["null", null, "filter"],
])("a filter with %s is refused", async (_, filter, message) => {
  const listing = queues.open(workers).listTasks(filter as TaskFilter);
  await expect(listing).rejects.toThrow(InvalidOptionsError);
  await expect(listing).rejects.toThrow(message);
});

test.each([0, 101, 1.5])("a limit of %s is refused", async (limit) => {
  await expect(queues.open(workers).listTasks({}, { limit })).rejects.toThrow("limit");
});

test("a search repeats after a lost connection", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("OK", {});
  const database = prismaDatabase(queues.database.db);
  let isFirst = true;
  const flaky: typeof database = {
    query: (statement, parameters) => {
      if (!isFirst) return database.query(statement, parameters);
      isFirst = false;
      return Promise.reject(Object.assign(new Error("gone"), { code: "08006" }));
    },
  };
  const page = { cursor: null, limit: 5 };
  expect(await searchTasks(flaky, resolveFilter({}), page)).toEqual({ ids: [id], nextCursor: null });
});

test("attempts are read newest first, in pages", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("BAD", {}, { maxAttempts: 3 });
  for (let n = 0; n < 3; n++) await queue.processJob(id).catch(() => {});
  const first = await queue.readAttempts(id, { limit: 2 });
  expect(first.items).toMatchObject([
    { attempt: 3, outcome: "FAILED", errorClass: "Error", errorMessage: "no", startedAt: expect.any(Date) },
    { attempt: 2 },
  ]);
  const second = await queue.readAttempts(id, { limit: 2, cursor: first.nextCursor ?? "" });
  expect(second).toMatchObject({ items: [{ attempt: 1, finishedAt: expect.any(Date) }], nextCursor: null });
});

test("the log is read newest line first, in pages", async () => {
  const run = defineWorker({
    run: (_, { log }) => {
      for (const n of [1, 2, 3]) log("info", `line ${n}`, { n });
    },
  });
  const queue = queues.open(defineWorkers({ T: run }));
  const { id } = await queue.addToQueue("T", {});
  await queue.processJob(id);
  const first = await queue.readLogs(id, { limit: 2 });
  expect(first.items).toEqual([
    { attempt: 1, level: "info", message: "line 3", fields: { n: 3 }, createdAt: expect.any(Date) },
    { attempt: 1, level: "info", message: "line 2", fields: { n: 2 }, createdAt: expect.any(Date) },
  ]);
  const second = await queue.readLogs(id, { limit: 2, cursor: first.nextCursor ?? "" });
  expect(second).toMatchObject({ items: [{ message: "line 1" }], nextCursor: null });
});

test("a task without attempts and log lines has empty lists, and an unknown one is an error", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("OK", {});
  expect(await queue.readAttempts(id)).toEqual({ items: [], nextCursor: null });
  expect(await queue.readLogs(id)).toEqual({ items: [], nextCursor: null });
  await expect(queue.readAttempts("cnone")).rejects.toThrow(TaskNotFoundError);
  await expect(queue.readLogs("cnone")).rejects.toThrow(TaskNotFoundError);
  await expect(queue.readLogs(id, { cursor: "x" })).rejects.toThrow("cursor");
});
