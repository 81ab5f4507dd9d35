import { expect, test } from "vitest";
import { z } from "zod";
import {
  defineWorker,
  InvalidOptionsError,
  InvalidTaskDataError,
  ProviderError,
  RateLimitError,
  SnoozeError,
  TaskCancelledError,
  TaskTimeoutError,
  UnrecoverableError,
} from "../../src/index.ts";
import { runWorker } from "../../src/testing/index.ts";

const fail = (error: unknown) =>
  defineWorker({
    backoff: { baseMs: 1_000, factor: 10, jitter: 0 },
    run: () => {
      throw error;
    },
  });

test("a worker gets its data with the defaults of its schema, and its result as JSON is returned", async () => {
  const worker = defineWorker({
    input: z.object({ name: z.string(), sizes: z.array(z.number()).default([64]) }),
    run: ({ name, sizes }) => ({ name, sizes, at: new Date(0) }),
  });
  const { outcome, result } = await runWorker(worker, { name: "ana" });
  expect(outcome).toBe("completed");
  expect(result).toEqual({ name: "ana", sizes: [64], at: "1970-01-01T00:00:00.000Z" });
});

test("data that does not match the schema is refused as by addToQueue", async () => {
  const worker = defineWorker({ input: z.object({ name: z.string() }), run: () => {} });
  // @ts-expect-error: the compiler refuses the data too
  await expect(runWorker(worker, { name: 5 })).rejects.toBeInstanceOf(InvalidTaskDataError);
});

test("stored data that does not match the schema is released for another process", async () => {
  const once = z.string().transform((text) => Number(text));
  const input = { "~standard": { ...once["~standard"], validate: countCalls((n) => (n === 1 ? { value: 1 } : bad)) } };
  const bad = { issues: [{ message: "changed in the meantime" }] };
  expect(await runWorker(defineWorker({ input, run: () => {} }), "1")).toMatchObject({ outcome: "refused" });
});

const countCalls = <T>(answer: (n: number) => T) => {
  let calls = 0;
  return () => answer(++calls);
};

test("the context records progress, logs and added tasks", async () => {
  const worker = defineWorker({
    run: async (_, { progress, log, addToQueue, task, idempotencyKey, attempt, signal }) => {
      progress(50, "half");
      log("info", "sent", { to: "ana" });
      const added = await addToQueue("EMAIL", { at: new Date(0) }, { priority: 2 });
      return [task.id === idempotencyKey, attempt, signal.aborted, added.status, added.priority];
    },
  });
  expect(await runWorker(worker, {}, { attempt: 2 })).toEqual({
    outcome: "completed",
    result: [true, 2, false, "PENDING", 2],
    progress: [{ percent: 50, note: "half" }],
    logs: [{ level: "info", message: "sent", fields: { to: "ana" } }],
    added: [{ type: "EMAIL", data: { at: "1970-01-01T00:00:00.000Z" }, options: { priority: 2 } }],
  });
});

test("a failed attempt is retried after its backoff, and the last one fails the task permanently", async () => {
  const error = new Error("no answer");
  expect(await runWorker(fail(error), {})).toMatchObject({ outcome: "failed", error, retryInMs: 1_000 });
  expect(await runWorker(fail(error), {}, { attempt: 2 })).toMatchObject({ outcome: "failed", retryInMs: 10_000 });
  const last = await runWorker(fail(error), {}, { attempt: 3 });
  expect(last).toMatchObject({ outcome: "exhausted", error });
  expect(last).not.toHaveProperty("retryInMs");
});

test.each([
  ["exhausted", new UnrecoverableError("gone"), undefined],
  ["snoozed", new SnoozeError(5_000), 5_000],
  ["failed", "not an Error", 1_000],
])("the outcome is %s after %s", async (outcome, error, retryInMs) => {
  const run = await runWorker(fail(error), {});
  expect([run.outcome, run.error, run.retryInMs]).toEqual([outcome, error, retryInMs]);
});

test("a rate limit snoozes the task until it ends", async () => {
  const { outcome, retryInMs } = await runWorker(fail(new RateLimitError("mailgun", 60)), {});
  expect(outcome).toBe("rateLimited");
  expect(retryInMs).toBeGreaterThanOrEqual(60_000);
});

test("a worker gets its first provider, or the one that is available, and fails over at once", async () => {
  const worker = defineWorker({ providers: ["a", "b"], run: (_, { provider }) => provider });
  expect(await runWorker(worker, {})).toMatchObject({ result: "a" });
  expect(await runWorker(worker, {}, { provider: "b" })).toMatchObject({ result: "b" });
  await expect(runWorker(worker, {}, { provider: "c" })).rejects.toBeInstanceOf(InvalidOptionsError);
  const failing = { ...fail(new ProviderError("a")), providers: ["a", "b"] };
  expect(await runWorker(failing, {})).toMatchObject({ outcome: "failed", retryInMs: 0 });
});

test("an attempt ends at the worker's timeout, and its later calls have no effect", async () => {
  const worker = defineWorker({
    timeoutMs: 20,
    run: async (_, { signal, progress }) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      progress(100);
    },
  });
  const run = await runWorker(worker, {});
  await new Promise(setImmediate);
  expect(run).toMatchObject({ outcome: "failed", error: expect.any(TaskTimeoutError), progress: [] });
});

test("a cancelled task gets the reason with its signal", async () => {
  const controller = new AbortController();
  const worker = defineWorker({
    run: async (_, { signal }) => {
      controller.abort();
      signal.throwIfAborted();
    },
  });
  const run = await runWorker(worker, {}, { signal: controller.signal });
  expect(run).toMatchObject({ outcome: "cancelled", error: expect.any(TaskCancelledError) });
  const returns = defineWorker({ run: () => "done" });
  expect(await runWorker(returns, {}, { signal: AbortSignal.abort() })).toMatchObject({ outcome: "cancelled" });
});
