import { expect, test } from "vitest";
import {
  defineWorker,
  defineWorkers,
  ProviderError,
  RateLimitError,
  SnoozeError,
  UnrecoverableError,
} from "../src/index.ts";
import { setUpTestClock } from "./support/setUpTestClock.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();
const clock = setUpTestClock(queues);

/** A worker with two providers that does what `behave` says and remembers which it was given. */
function openWithProviders(behave: (provider: string | null) => unknown) {
  const used: (string | null)[] = [];
  const workers = defineWorkers({
    CALL: defineWorker({
      providers: ["openai", "anthropic"],
      run: (_, { provider }) => {
        used.push(provider);
        return behave(provider);
      },
    }),
  });
  return { used, queue: queues.open(workers) };
}

test("a rate-limited provider uses no attempt, and the next provider is tried at once", async () => {
  const { used, queue } = openWithProviders((provider) => {
    if (provider === "openai") throw new RateLimitError("openai", 600);
    return provider;
  });
  queue.start();
  const { id } = await queue.addToQueue("CALL", {});
  expect(await queue.waitForTask(id)).toMatchObject({
    status: "COMPLETED",
    attempts: 1,
    snoozeCount: 1,
    result: "anthropic",
    failedProviders: ["openai"],
  });
  expect(used).toEqual(["openai", "anthropic"]);
});

test("a cooldown holds for every task and every process, until it ends", async () => {
  const { queue } = openWithProviders((provider) => {
    if (provider === "openai") throw new RateLimitError("openai", 600);
    return provider;
  });
  const first = await queue.addToQueue("CALL", {});
  await queue.processJob(first.id).catch(() => {});
  const elsewhere = openWithProviders((provider) => provider);
  const second = await elsewhere.queue.addToQueue("CALL", {});
  expect(await elsewhere.queue.processJob(second.id)).toMatchObject({ result: "anthropic" });
  await clock.advanceMs(600_000);
  const third = await elsewhere.queue.addToQueue("CALL", {});
  expect(await elsewhere.queue.processJob(third.id)).toMatchObject({ result: "openai" });
});

test("when all providers cool down the task waits for the first to open, without running and without an attempt", async () => {
  const { used, queue } = openWithProviders((provider) => {
    throw new RateLimitError(provider as string, provider === "openai" ? 600 : 300);
  });
  const { id } = await queue.addToQueue("CALL", {});
  for (let n = 0; n < 3; n++) await queue.processJob(id).catch(() => {});
  const task = await queue.readFromQueue(id);
  expect(used).toEqual(["openai", "anthropic"]);
  expect(task).toMatchObject({ status: "PENDING", attempts: 0 });
  const waitMs = (task?.scheduledFor?.getTime() ?? 0) - Date.now();
  expect(waitMs).toBeGreaterThan(290_000);
  expect(waitMs).toBeLessThan(310_000);
});

test("a failing provider is followed by the next at once, and all having failed by the backoff", async () => {
  const { used, queue } = openWithProviders((provider) => {
    throw new ProviderError(provider as string, new Error("500"));
  });
  const { id } = await queue.addToQueue("CALL", {}, { maxAttempts: 3 });
  await queue.processJob(id).catch(() => {});
  expect(await queue.readFromQueue(id)).toMatchObject({ status: "FAILED", attempts: 1, failedProviders: ["openai"] });
  await queue.processJob(id).catch(() => {});
  const task = await queue.readFromQueue(id);
  expect(task).toMatchObject({ status: "FAILED", attempts: 2, failedProviders: [] });
  expect(task?.scheduledFor?.getTime()).toBeGreaterThan(Date.now() + 1_000);
  expect(used).toEqual(["openai", "anthropic"]);
});

test("handleRateLimitError called by the worker itself ends the attempt, whatever it does afterwards", async () => {
  const workers = defineWorkers({
    SELF: defineWorker({
      run: async (_, { task }) => {
        await queue.handleRateLimitError(task.id, "OpenAI", "120");
        return "too late";
      },
    }),
  });
  const queue = queues.open(workers);
  const told: string[] = [];
  for (const name of ["snoozed", "completed", "failed", "leaseLost"] as const) queue.on(name, () => told.push(name));
  const { id } = await queue.addToQueue("SELF", {});
  const putOff = { status: "PENDING", attempts: 0, failedProviders: ["OpenAI"] };
  expect(await queue.processJob(id)).toMatchObject(putOff);
  expect(await queue.readFromQueue(id)).toMatchObject(putOff);
  expect(told).toEqual(["snoozed"]);
});

test("handleRateLimitError called from outside ends the attempt of a runner and frees its slot, although the worker never returns", async () => {
  const reasons: unknown[] = [];
  let started = () => {};
  const isStarted = new Promise<void>((resolve) => {
    started = resolve;
  });
  const workers = defineWorkers({
    STUCK: defineWorker({
      run: (_, { signal }) => {
        signal.addEventListener("abort", () => reasons.push(signal.reason));
        started();
        return new Promise(() => {});
      },
    }),
  });
  const queue = queues.open(workers);
  const events: string[] = [];
  for (const name of ["snoozed", "completed", "failed", "leaseLost"] as const) queue.on(name, () => events.push(name));
  const runner = queue.start({ concurrency: 1 });
  const { id } = await queue.addToQueue("STUCK", {});
  await isStarted;
  await queue.handleRateLimitError(id, "OpenAI", 120);
  expect(await queue.readFromQueue(id)).toMatchObject({ status: "PENDING", attempts: 0, failedProviders: ["OpenAI"] });
  expect(reasons).toMatchObject([{ code: "RATE_LIMITED" }]);
  expect(events).toEqual(["snoozed"]);
  expect(runner.stats()).toMatchObject({ running: 0, finished: 1 });
});

test("the cooldown that handleRateLimitError starts does not wait for a lock on the task's row", async () => {
  let started = () => {};
  const isStarted = new Promise<void>((resolve) => {
    started = resolve;
  });
  const workers = defineWorkers({
    LOCKED: defineWorker({
      run: () => {
        started();
        return new Promise(() => {});
      },
    }),
  });
  const queue = queues.open(workers);
  queue.start({ concurrency: 1 });
  const { id } = await queue.addToQueue("LOCKED", {});
  await isStarted;
  const { db } = queues.database;
  const limited = await db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT 1 FROM "QueueTask" WHERE id = ${id} FOR UPDATE`;
    const handled = queue.handleRateLimitError(id, "behind a lock", 120);
    await until(
      () => db.queueProvider.findMany({ where: { name: "behind a lock" } }),
      (providers) => providers.length === 1,
    );
    return { handled };
  });
  await limited.handled;
  expect(await queue.readFromQueue(id)).toMatchObject({ status: "PENDING", attempts: 0 });
  const [provider] = await db.queueProvider.findMany({ where: { name: "behind a lock" } });
  expect(provider?.rateLimitCount).toBe(1);
});

test("a snooze gives the attempt back and keeps the backoff where it was", async () => {
  const workers = defineWorkers({
    LATER: defineWorker({
      run: () => {
        throw new SnoozeError(60_000, "the report is not ready");
      },
    }),
  });
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("LATER", {});
  await queue.processJob(id).catch(() => {});
  expect(await queue.readFromQueue(id)).toMatchObject({
    status: "PENDING",
    attempts: 0,
    snoozeCount: 1,
    errorMessage: "the report is not ready",
  });
});

test("an UnrecoverableError ends the task at its first attempt", async () => {
  const workers = defineWorkers({
    NEVER: defineWorker({
      run: () => {
        throw new UnrecoverableError("no such account");
      },
    }),
  });
  const queue = queues.open(workers);
  queue.start();
  const { id } = await queue.addToQueue("NEVER", {}, { maxAttempts: 5 });
  expect(await queue.waitForTask(id)).toMatchObject({
    status: "MAX_RETRIES_REACHED",
    attempts: 1,
    terminalReason: "UNRECOVERABLE",
  });
});

test("an endless rate limit ends with a reason", async () => {
  const workers = defineWorkers({
    LIMITED: defineWorker({
      run: () => {
        throw new RateLimitError("slow", 1);
      },
    }),
  });
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("LIMITED", {});
  await queues.database.db.queueTask.update({ where: { id }, data: { snoozeCount: 1_000 } });
  await queue.processJob(id).catch(() => {});
  await until(
    () => queue.readFromQueue(id),
    (task) => task?.status === "MAX_RETRIES_REACHED" && task.terminalReason === "RATE_LIMITED",
  );
});

test("a task waits for the provider that opens first, whichever was limited last", async () => {
  const { queue } = openWithProviders((provider) => {
    throw new RateLimitError(provider as string, provider === "openai" ? 300 : 600);
  });
  const { id } = await queue.addToQueue("CALL", {});
  for (let n = 0; n < 3; n++) await queue.processJob(id).catch(() => {});
  const waitMs = ((await queue.readFromQueue(id))?.scheduledFor?.getTime() ?? 0) - Date.now();
  expect(waitMs).toBeLessThan(310_000);
});

test("a rate limit of a provider that the worker does not declare is waited out", async () => {
  const { queue } = openWithProviders(() => {
    throw new RateLimitError("OpenAI", 300);
  });
  const { id } = await queue.addToQueue("CALL", {});
  await queue.processJob(id).catch(() => {});
  const waitMs = ((await queue.readFromQueue(id))?.scheduledFor?.getTime() ?? 0) - Date.now();
  expect(waitMs).toBeGreaterThan(290_000);
});
