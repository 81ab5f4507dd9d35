import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { claimTasks } from "../src/claiming/claimTasks.ts";
import { prismaDatabase } from "../src/database/database.ts";
import { pgDatabase } from "../src/database/pgDatabase.ts";
import { defineWorker, defineWorkers, ProviderError, type QueueTask } from "../src/index.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();

/** A type whose first attempt fails with a ProviderError; `seen` has the task as the worker saw it in each attempt. */
function failsOnce() {
  const seen: QueueTask[] = [];
  const worker = defineWorker({
    providers: ["openai", "anthropic"],
    run: (_, { task, provider }) => {
      seen.push(task);
      if (task.attempts === 1) throw new ProviderError(provider ?? "", new Error("overloaded"));
    },
  });
  return { seen, workers: defineWorkers({ TWICE: worker }) };
}

test.each([
  ["through the Prisma client", false],
  ["through connections of its own", true],
])(
  "a worker sees the columns that earlier attempts have written, and none at its first attempt: %s",
  async (_, hasOwn) => {
    const { seen, workers } = failsOnce();
    const queue = queues.open(workers, hasOwn ? { connectionString: queues.database.url } : {});
    const { id } = await queue.addToQueue("TWICE", {});
    await queue.processJob(id).catch(() => {});
    await queues.database.db.queueTask.update({ where: { id }, data: { crashCount: 1, snoozeCount: 4 } });
    const failed = await queue.readFromQueue(id);
    await queue.processJob(id);
    const [first, second] = seen;
    const nothing = { failedProviders: [], errorMessage: null, errorPatterns: null, processedAt: null };
    expect(first).toMatchObject({ attempts: 1, snoozeCount: 0, crashCount: 0, ...nothing });
    expect(failed?.processedAt).toBeInstanceOf(Date);
    expect(second).toMatchObject({
      attempts: 2,
      snoozeCount: 4,
      crashCount: 1,
      failedProviders: ["openai"],
      errorMessage: expect.stringContaining("overloaded"),
      errorPatterns: failed?.errorPatterns,
      processedAt: failed?.processedAt,
    });
  },
);

test("a worker sees the columns of a task, but not its lease columns", async () => {
  const seen: QueueTask[] = [];
  const worker = defineWorker({
    run: (_, { task }) => {
      seen.push(task);
    },
  });
  const queue = queues.open(defineWorkers({ ONCE: worker }));
  const { id } = await queue.addToQueue("ONCE", {});
  const read = (await queue.processJob(id)) ?? {};
  expect(Object.keys(seen[0] ?? {}).sort()).toEqual(
    Object.keys(read)
      .filter((name) => name !== "result")
      .sort(),
  );
});

test("a claim returns the same columns through the Prisma client and through the queue's own connections", async () => {
  const { db, url } = queues.database;
  const { id } = await db.queueTask.create({
    data: {
      ...{ type: "ANY", data: { n: 1 }, priority: 7, maxAttempts: 9, timeoutMs: 1_234, tags: ["a", "b"] },
      ...{
        referenceId: "order-1",
        referenceType: "order",
        ownerId: "ann",
        uniqueKey: "u",
        concurrencyKey: "c",
        workerVersion: "1",
      },
      ...{ scheduledFor: new Date(1_000), createdAt: new Date(2_000), crashCount: 1, errorMessage: "Out of paper." },
      ...{ meta: { tenant: "acme" } },
    },
  });
  const request = {
    ...{
      token: randomUUID(),
      holder: "test",
      leaseMs: 60_000,
      limit: 1,
      allowsQuarantined: true,
      startable: 1_000,
      minWaitMs: 0,
    },
    wanted: [{ type: "ANY", limit: 1, timeoutMs: 0 }],
  };
  const [throughPrisma] = await claimTasks(prismaDatabase(db), request);
  const unclaimed = {
    status: "PENDING",
    attempts: 0,
    leaseToken: null,
    leaseHolder: null,
    leaseExpiresAt: null,
  } as const;
  await db.queueTask.update({ where: { id }, data: unclaimed });
  const own = pgDatabase(url, { connections: 1 });
  const [throughOwn] = await claimTasks(own, request);
  await own.close();
  expect(throughOwn).toEqual({ ...throughPrisma, startedAtMs: expect.any(Number) });
  expect(Object.values(throughOwn ?? {})).not.toContain(null);
});
