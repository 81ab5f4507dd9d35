import { expect, test } from "vitest";
import { z } from "zod";
import {
  defineWorker,
  defineWorkers,
  InvalidOptionsError,
  InvalidTaskDataError,
  QueueService,
  UniqueKeyTakenError,
} from "../src/index.ts";
import { interceptClient, isNamed } from "./support/interceptClient.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();
const workers = defineWorkers({
  NOTE: defineWorker({
    input: z.object({ text: z.string().min(1), at: z.coerce.date().optional() }),
    run: async (data) => data,
  }),
  ANY: defineWorker({ run: async (data) => data }),
});
const countTasks = () => queues.database.db.queueTask.count();

test("data that the schema refuses is not added, and the error says where it is wrong", async () => {
  const queue = queues.open(workers);
  const refused = queue.addToQueue("NOTE", { text: "" });
  await expect(refused).rejects.toBeInstanceOf(InvalidTaskDataError);
  await expect(refused).rejects.toThrow("The data of task NOTE is not valid: data.text: ");
  expect(await countTasks()).toBe(0);
});

test("data that PostgreSQL cannot hold is refused with its path before any SQL", async () => {
  const queue = queues.open(workers);
  await expect(queue.addToQueue("ANY", { user: { names: ["a", "b\0"] } })).rejects.toThrow(
    "data.user.names[1]: contains a NUL character",
  );
  expect(await countTasks()).toBe(0);
});

test("a batch with one bad entry adds nothing and names its index", async () => {
  const queue = queues.open(workers);
  const refused = queue.addManyToQueue([
    { type: "ANY", data: 1 },
    { type: "ANY", data: 2n },
  ]);
  await expect(refused).rejects.toMatchObject({ code: "INVALID_TASK_DATA", index: 1 });
  expect(await countTasks()).toBe(0);
});

test.each<[string, Record<string, unknown>, string]>([
  ["a wrong option", { type: "ANY", data: 2, priority: 0.5 }, 'Option "entries[1].priority" is 0.5'],
  ["a wrong type", { type: "a b", data: 2 }, 'Option "entries[1].type" is "a b"'],
  ["a transaction of its own", { type: "ANY", data: 2, tx: {} }, 'Unknown option "entries[1].tx"'],
  [
    "a conflict rule of its own",
    { type: "ANY", data: 2, onConflict: "error" },
    'Unknown option "entries[1].onConflict"',
  ],
])("an entry with %s is named by its index", async (_, entry, message) => {
  const queue = queues.open(workers);
  const entries = [{ type: "ANY", data: 1 }, entry] as { type: "ANY"; data: unknown }[];
  await expect(queue.addManyToQueue(entries)).rejects.toThrow(message);
  await expect(queue.addManyToQueue([null] as never)).rejects.toThrow('Option "entries[0]" is null');
  expect(await countTasks()).toBe(0);
});

test("null is data like any other", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("ANY", null);
  expect(await queue.readFromQueue(id)).toMatchObject({ data: null });
});

test("an own __proto__ property in the data is stored as data", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("ANY", JSON.parse('{"__proto__":{"admin":true}}'));
  const task = await queue.readFromQueue(id);
  expect(Object.keys(task?.data)).toEqual(["__proto__"]);
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
});

test("the worker gets the schema's output, and the row keeps what was given", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("NOTE", { text: "x", at: "2026-01-02" });
  expect(await queue.readFromQueue(id)).toMatchObject({ data: { at: "2026-01-02" } });
  const task = await queue.processJob(id);
  expect(task?.result).toEqual({ text: "x", at: "2026-01-02T00:00:00.000Z" });
});

test("a date is accepted by a schema that reads its string, and the worker gets a date", async () => {
  const queue = queues.open(workers);
  const at = new Date("2026-01-02T03:04:05.006Z");
  const added = await queue.addToQueue("NOTE", { text: "x", at });
  expect(added.data).toEqual({ text: "x", at: at.toISOString() });
  expect(await queue.processJob(added.id)).toMatchObject({ result: { at: at.toISOString() } });
});

test("data that JSON would empty is refused with its path", async () => {
  const queue = queues.open(workers);
  const refused = queue.addToQueue("ANY", { request: { headers: new Headers({ a: "1" }) } });
  await expect(refused).rejects.toBeInstanceOf(InvalidTaskDataError);
  await expect(refused).rejects.toThrow("data.request.headers: a Headers is not a JSON value");
  expect(await countTasks()).toBe(0);
});

test.each<[string, Record<string, unknown>, string]>([
  ["a fractional priority", { priority: 1.5 }, 'Option "priority" is 1.5; expected a whole number'],
  ["no attempts", { maxAttempts: 0 }, 'Option "maxAttempts" is 0; expected a whole number from 1 to 1000'],
  ["an invalid date", { scheduledFor: new Date("?") }, 'Option "scheduledFor" is the date Invalid Date'],
  ["a delay and a date", { delayMs: 5, scheduledFor: new Date() }, 'Pass "delayMs" or "scheduledFor", not both.'],
  ["an empty key", { uniqueKey: "" }, 'Option "uniqueKey" is ""'],
  ["a misspelt option", { prioritty: 5 }, 'Unknown option "prioritty". Did you mean "priority"?'],
  ["a transaction that is none", { tx: {} }, 'Option "tx" is an object; expected a Prisma transaction client'],
  ["a reference without id", { reference: { type: "User" } }, 'Option "reference.id" is undefined'],
])("%s is refused by the name of its option", async (_, options, message) => {
  const queue = queues.open(workers);
  const refused = queue.addToQueue("ANY", {}, options);
  await expect(refused).rejects.toBeInstanceOf(InvalidOptionsError);
  await expect(refused).rejects.toThrow(message);
});

test("a type that cannot be one is refused", async () => {
  const queue = queues.open({});
  await expect(queue.addToQueue("a b" as string, {})).rejects.toThrow('Option "type" is "a b"');
});

test("a task added in a transaction that rolls back was never there", async () => {
  const queue = queues.open(workers);
  const { db } = queues.database;
  await expect(
    db.$transaction(async (tx) => {
      await queue.addToQueue("ANY", {}, { tx });
      await queue.addManyToQueue([{ type: "ANY", data: 1 }], { tx });
      expect(await tx.queueTask.count()).toBe(2);
      throw new Error("roll back");
    }),
  ).rejects.toThrow("roll back");
  expect(await countTasks()).toBe(0);
});

test("a task added in a transaction starts only after the commit", async () => {
  const queue = queues.open(workers, { connectionString: queues.database.url });
  queue.start();
  const seen: string[] = [];
  queue.on("started", ({ id }) => seen.push(id));
  const task = await queues.database.db.$transaction(async (tx) => {
    const added = await queue.addToQueue("ANY", {}, { tx });
    const other = await queue.addToQueue("ANY", {});
    await queue.waitForTask(other.id);
    expect(seen).toEqual([other.id]);
    return added;
  });
  expect(await queue.waitForTask(task.id)).toMatchObject({ status: "COMPLETED" });
});

test("50 parallel adds with one unique key make one task, and all return it", async () => {
  const queue = queues.open(workers, { connectionString: queues.database.url });
  const other = queues.open(workers);
  const added = await Promise.all(
    Array.from({ length: 50 }, (_, n) => (n % 2 ? queue : other).addToQueue("ANY", n, { uniqueKey: "one" })),
  );
  expect(new Set(added.map(({ id }) => id)).size).toBe(1);
  expect(await countTasks()).toBe(1);
});

test("a unique key is free again once its task is finished, and another type has keys of its own", async () => {
  const queue = queues.open(workers);
  const first = await queue.addToQueue("ANY", 1, { uniqueKey: "k" });
  const otherType = await queue.addToQueue("NOTE", { text: "x" }, { uniqueKey: "k" });
  await queue.processJob(first.id);
  const second = await queue.addToQueue("ANY", 2, { uniqueKey: "k" });
  expect(new Set([first.id, otherType.id, second.id]).size).toBe(3);
});

test("with onConflict error a taken key is an error that names the task that has it", async () => {
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("ANY", 1, { uniqueKey: "k" });
  const refused = queue.addToQueue("ANY", 2, { uniqueKey: "k", onConflict: "error" });
  await expect(refused).rejects.toBeInstanceOf(UniqueKeyTakenError);
  await expect(refused).rejects.toMatchObject({ taskId: id });
});

test("a unique key is free after the transaction that added its task was rolled back", async () => {
  const queue = queues.open(workers);
  await queues.database.db
    .$transaction(async (tx) => {
      await queue.addToQueue("ANY", 1, { uniqueKey: "k", tx });
      throw new Error("roll back");
    })
    .catch(() => {});
  expect(await queue.addToQueue("ANY", 2, { uniqueKey: "k", onConflict: "error" })).toMatchObject({ data: 2 });
});

test("an open transaction that holds a unique key delays no other add and no heartbeat", async () => {
  const queue = queues.open(workers, { connectionString: queues.database.url });
  const added = await queues.database.db.$transaction(async (tx) => {
    const holder = await queue.addToQueue("ANY", 1, { uniqueKey: "held", tx });
    const waiting = Array.from({ length: 3 }, (_, n) => queue.addToQueue("ANY", n, { uniqueKey: "held" }));
    await queue.addToQueue("ANY", "not kept waiting");
    await Promise.all(Array.from({ length: 5 }, () => queue.hasProcessingTasks()));
    return { holder, waiting };
  });
  const ids = (await Promise.all(added.waiting)).map(({ id }) => id);
  expect(new Set(ids)).toEqual(new Set([added.holder.id]));
});

/** A service that finds no task with a unique key in so many rounds, as if each had finished after the INSERT that it hindered. */
function openUnlucky(rounds: number) {
  let reads = 0;
  const hide = (text: string, run: () => Promise<unknown>) =>
    isNamed(text, "readTasksByUniqueKey") && ++reads <= rounds ? Promise.resolve([]) : run();
  return { hide, queue: queues.open(workers, {}, interceptClient(queues.database.db, hide)) };
}

test("a unique key that other tasks take and free again and again is waited for", async () => {
  const { id } = await queues.open(workers).addToQueue("ANY", 1, { uniqueKey: "busy" });
  const { queue } = openUnlucky(12);
  expect(await queue.addToQueue("ANY", 2, { uniqueKey: "busy" })).toMatchObject({ id, data: 1 });
});

test("a batch waits for such a key as well, and adds each of its tasks once", async () => {
  const holder = await queues.open(workers).addToQueue("ANY", 1, { uniqueKey: "busy batch" });
  const { queue } = openUnlucky(6);
  const [free, found] = await queue.addManyToQueue([
    { type: "ANY", data: "batch" },
    { type: "ANY", data: 2, uniqueKey: "busy batch" },
  ]);
  expect(found?.id).toBe(holder.id);
  const rows = await queues.database.db.queueTask.findMany({ where: { data: { equals: "batch" } } });
  expect(rows.map(({ id }) => id)).toEqual([free?.id]);
});

test("a unique key that stays busy in a transaction is an error that can be retried and names the key, not a task", async () => {
  await queues.open(workers).addToQueue("ANY", 1, { uniqueKey: "busy" });
  const { hide, queue } = openUnlucky(Infinity);
  const refused = queues.database.db.$transaction((tx) =>
    queue.addToQueue("ANY", 2, { uniqueKey: "busy", tx: interceptClient(tx, hide) }),
  );
  await expect(refused).rejects.toMatchObject({ code: "LOCK_TIMEOUT", retryable: true });
  await expect(refused).rejects.toThrow('the unique key "busy" of type ANY');
});

test("an added task is returned as its row reads", async () => {
  const queue = queues.open(workers);
  const reference = { id: "u1", type: "User" };
  const options = {
    priority: 3,
    maxAttempts: 5,
    reference,
    uniqueKey: "u",
    concurrencyKey: "c",
    tags: ["a"],
    timeoutMs: 9,
  };
  const added = [
    await queue.addToQueue("ANY", { a: [null] }),
    await queue.addToQueue("ANY", 1, { ...options, delayMs: 5_000 }),
    await queue.addToQueue("ANY", 2, { scheduledFor: new Date("1999-01-01") }),
    await queue.addToQueue("ANY", 3, { scheduledFor: new Date("2999-01-01") }),
  ];
  for (const task of added) expect(task).toEqual(await queue.readFromQueue(task.id));
});

test("a batch whose reply was lost is not added twice", async () => {
  let inserts = 0;
  const unlucky = interceptClient(queues.database.db, async (text, run) => {
    const answer = await run();
    if (isNamed(text, "insertTasks", "insertMissingTasks") && ++inserts === 1)
      throw Object.assign(new Error("the reply is lost"), { code: "ECONNRESET" });
    return answer;
  });
  const queue = new QueueService(unlucky, { workers });
  const count = 2_000;
  const tasks = await queue.addManyToQueue(Array.from({ length: count }, (_, n) => ({ type: "ANY", data: n })));
  expect(inserts).toBe(2);
  expect(tasks.map(({ data }) => data)).toEqual(Array.from({ length: count }, (_, n) => n));
  expect(await countTasks()).toBe(count);
  await queue.close();
});

test("a past date means now and does not jump the queue", async () => {
  const queue = queues.open(workers);
  const first = await queue.addToQueue("ANY", 1);
  const late = await queue.addToQueue("ANY", 2, { scheduledFor: new Date("1999-01-01") });
  expect(late.scheduledFor?.getTime()).toBeGreaterThanOrEqual(first.createdAt.getTime());
});

test("1,000 concurrent single adds all arrive, each returning its own task", async () => {
  const queue = queues.open(workers, { connectionString: queues.database.url });
  const added = await Promise.all(Array.from({ length: 1_000 }, (_, n) => queue.addToQueue("ANY", n)));
  expect(added.map(({ data }) => data)).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
  expect(await countTasks()).toBe(1_000);
});

test("one refused task among concurrent single adds fails alone", async () => {
  const queue = queues.open(workers);
  const answers = await Promise.allSettled([
    queue.addToQueue("ANY", 1),
    queue.addToQueue("ANY", "\ud800"),
    queue.addToQueue("ANY", 3),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

test("adding to a closed service is refused", async () => {
  const queue = queues.open(workers);
  await queue.close();
  await expect(queue.addToQueue("ANY", 1)).rejects.toMatchObject({ code: "QUEUE_CLOSED" });
});
