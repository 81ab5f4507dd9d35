import { expect, test } from "vitest";
import { defineWorker, defineWorkers, type PrismaClientLike } from "../src/index.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();
const workers = defineWorkers({
  EMAIL_SEND: defineWorker({ run: async () => {} }),
  IMAGE_PROCESS: defineWorker({ run: async () => {} }),
});
const countTasks = () => queues.database.db.queueTask.count();

function openListening(ownWorkers = workers) {
  const warnings: string[] = [];
  const logger = { info: () => {}, warn: (message: string) => void warnings.push(message), error: () => {} };
  return { warnings, queue: queues.open(ownWorkers, { logger }) };
}

test("the client itself, extended or not, is refused as a transaction", async () => {
  const queue = queues.open(workers);
  const { db } = queues.database;
  const extended = db.$extends({ model: { queueTask: { hello: async () => 1 } }, client: { hello: () => 2 } });
  for (const client of [db, extended, extended.$extends({ client: { more: () => 3 } })]) {
    const tx = client as PrismaClientLike;
    const calls: (() => Promise<unknown>)[] = [
      () => queue.addToQueue("EMAIL_SEND", {}, { tx }),
      () => queue.addManyToQueue([{ type: "EMAIL_SEND", data: {} }], { tx }),
    ];
    for (const add of calls) {
      await expect(db.$transaction(() => add())).rejects.toMatchObject({ code: "INVALID_OPTIONS", option: "tx" });
      await expect(add()).rejects.toThrow("db.$transaction(async (tx) => …)");
    }
  }
  expect(await countTasks()).toBe(0);
});

test("a transaction client is accepted, also of an extended client and in a nested transaction", async () => {
  const queue = queues.open(workers);
  const { db } = queues.database;
  const extended = db.$extends({
    model: { $allModels: { hello: async () => 1 } },
    client: { hello: () => 2 },
    query: { $allOperations: ({ args, query }) => query(args) },
  });
  const add = (tx: PrismaClientLike) => queue.addToQueue("EMAIL_SEND", {}, { tx });
  await db.$transaction(add);
  await extended.$transaction(add);
  await db.$transaction((tx) => tx.$transaction(add));
  expect(await countTasks()).toBe(3);
  const undone = extended.$transaction(async (tx) => {
    await add(tx);
    throw new Error("roll back");
  });
  await expect(undone).rejects.toThrow("roll back");
  expect(await countTasks()).toBe(3);
});

test("a type that resembles a known one is added, with one warning that names the known one", async () => {
  const { queue, warnings } = openListening();
  await queue.addToQueue("EMIAL_SEND" as string, {});
  await queue.addToQueue("EMIAL_SEND" as string, {});
  await queue.addManyToQueue([{ type: "EMIAL_SEND" as "EMAIL_SEND", data: {} }]);
  expect(await countTasks()).toBe(3);
  expect(warnings).toEqual([expect.stringContaining("Did you mean EMAIL_SEND?")]);
});

test("a type that resembles no known one is added without a warning", async () => {
  const { queue, warnings } = openListening();
  await queue.addToQueue("INVOICE_PRINT" as string, {});
  const addOnly = openListening({} as typeof workers);
  await addOnly.queue.addToQueue("EMIAL_SEND" as string, {});
  expect([...warnings, ...addOnly.warnings]).toEqual([]);
});

test("a misspelt type is not paused", async () => {
  const queue = queues.open(workers);
  const refused = queue.pauseType("EMIAL_SEND");
  await expect(refused).rejects.toMatchObject({ code: "INVALID_OPTIONS", option: "type" });
  await expect(refused).rejects.toThrow("Did you mean EMAIL_SEND?");
  expect(await queues.database.db.queueGate.count()).toBe(0);
});

test("a service without workers knows the types of the runners", async () => {
  const { db } = queues.database;
  await db.queueRunner.create({ data: { id: "r", host: "h", pid: 1, types: ["REPORT_BUILD"], concurrency: 1 } });
  const queue = queues.open({});
  await expect(queue.pauseType("REPORT_BIULD")).rejects.toThrow("Did you mean REPORT_BUILD?");
  await queue.pauseType("REPORT_BUILD");
  await db.queueRunner.deleteMany();
});

test("a type of existing tasks, and a type that is not deployed yet, can be paused", async () => {
  const queue = queues.open(workers);
  await queue.addToQueue("EMAIL_SENT" as string, {});
  await queue.pauseType("EMAIL_SENT");
  await queue.pauseType("INVOICE_PRINT", "not before Monday");
  await queue.pauseType("EMAIL_SEND");
  expect(await queues.database.db.queueGate.count()).toBe(3);
});

test.each<[string, unknown, string]>([
  [
    "a misspelt type",
    ["EMAIL_SEND", "EMIAL_SEND"],
    'Option "types" has "EMIAL_SEND", but this service has workers for',
  ],
  ["an inherited name", ["__proto__"], 'Option "types" has "__proto__"'],
  ["a method's name", ["constructor"], 'Option "types" has "constructor"'],
  ["a number", [1], 'Option "types" has 1'],
  ["undefined", [undefined], 'Option "types" has undefined'],
  ["a hole", new Array(1).concat("EMAIL_SEND"), 'Option "types" has undefined'],
  ["an array", [["EMAIL_SEND"]], 'Option "types" has an array of 1'],
  ["a text instead of an array", "EMAIL_SEND", 'Option "types" is "EMAIL_SEND"'],
])("a runner does not start with %s among its types", (_, types, message) => {
  expect(() => queues.open(workers).start({ types: types as string[] })).toThrow(message);
});

test("a runner uses a type once that is listed twice, and ignores later changes of the array", async () => {
  const types = ["EMAIL_SEND", "EMAIL_SEND"];
  const queue = queues.open(workers);
  queue.start({ types });
  types.push("IMAGE_PROCESS");
  const { id } = await queue.addToQueue("EMAIL_SEND", {});
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED", attempts: 1 });
  const [runner] = await queues.database.db.queueRunner.findMany();
  expect(runner?.types).toEqual(["EMAIL_SEND"]);
});

test("a rate limit of a task that failed permanently starts a cooldown and does not change the task", async () => {
  const failing = defineWorkers({
    FAIL: defineWorker({
      run: async () => {
        throw new Error("as asked");
      },
    }),
  });
  const queue = queues.open(failing);
  const { id } = await queue.addToQueue("FAIL", {}, { maxAttempts: 1 });
  await queue.processJob(id).catch(() => {});
  const before = await queue.readFromQueue(id);
  const refused = queue.handleRateLimitError(id, "OpenAI", 300);
  await expect(refused).rejects.toMatchObject({ code: "INVALID_TRANSITION", from: "MAX_RETRIES_REACHED" });
  expect(await queue.readFromQueue(id)).toEqual(before);
  const provider = await queues.database.db.queueProvider.findUniqueOrThrow({ where: { name: "OpenAI" } });
  expect((provider.coolDownUntil?.getTime() ?? 0) - Date.now()).toBeGreaterThan(200_000);
});
