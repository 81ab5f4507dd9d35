import { expect, test } from "vitest";
import { defineWorker, defineWorkers, ProviderError, type QueueTask } from "../src/index.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();

/** A type whose first attempt fails at a provider; `seen` are the task's attempts as the worker saw them. */
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
])("a worker sees what earlier attempts left behind, and nothing at the first: %s", async (_, hasOwn) => {
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
});

test("a worker sees the columns of a task, and nothing of its claim", async () => {
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
