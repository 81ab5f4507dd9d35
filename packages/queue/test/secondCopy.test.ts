import { expect, test } from "vitest";
import * as own from "../src/index.ts";
import { defineWorker, defineWorkers } from "../src/index.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();

/** A second copy of the module, as with a bundler or two installed versions. */
const secondCopy = "../src/domain/errors/errors.ts?copy";
const copy: typeof import("../src/domain/errors/errors.ts") = await import(secondCopy);

/** Runs one attempt that throws `error`. */
async function fail(error: unknown, providers: string[] = []) {
  const run = () => {
    throw error;
  };
  const queue = queues.open(defineWorkers({ STEER: defineWorker({ providers, run }) }));
  const { id } = await queue.addToQueue("STEER", {}, { maxAttempts: 5 });
  await queue.processJob(id).catch(() => {});
  return queue.readFromQueue(id);
}

test("the second copy has classes of its own", () => {
  expect(copy.UnrecoverableError).not.toBe(own.UnrecoverableError);
  expect(new copy.UnrecoverableError("no")).not.toBeInstanceOf(own.UnrecoverableError);
});

test("another copy's UnrecoverableError fails the task permanently", async () => {
  expect(await fail(new copy.UnrecoverableError("no such account"))).toMatchObject({
    status: "MAX_RETRIES_REACHED",
    attempts: 1,
    terminalReason: "UNRECOVERABLE",
  });
});

test("another copy's SnoozeError snoozes the task without using an attempt", async () => {
  const task = await fail(new copy.SnoozeError(60_000, "not ready"));
  expect(task).toMatchObject({ status: "PENDING", attempts: 0, snoozeCount: 1, errorMessage: "not ready" });
});

test("another copy's RateLimitError starts a cooldown of its provider without using an attempt", async () => {
  expect(await fail(new copy.RateLimitError("openai", 300))).toMatchObject({ status: "PENDING", attempts: 0 });
  const provider = await queues.database.db.queueProvider.findUniqueOrThrow({ where: { name: "openai" } });
  expect(provider.rateLimitCount).toBe(1);
});

test("another copy's ProviderError makes the next attempt skip the provider", async () => {
  expect(await fail(new copy.ProviderError("openai", new Error("500")), ["openai", "anthropic"])).toMatchObject({
    status: "FAILED",
    failedProviders: ["openai"],
  });
});

test.each([
  [
    "an error of another library with the code of a rate limit",
    Object.assign(new Error("slow"), { code: "RATE_LIMITED" }),
  ],
  ["something with a code that is no error", { code: "UNRECOVERABLE", message: "no" }],
])("%s is an ordinary failure", async (_, error) => {
  expect(await fail(error)).toMatchObject({ status: "FAILED", attempts: 1 });
});
