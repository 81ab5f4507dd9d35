import { expect, test } from "vitest";
import { defineWorker, defineWorkers } from "../src/index.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();
const hour = 3_600_000;
const patient = { leaseMs: hour, pollMs: hour, sweepMs: hour };

/** A service whose second worker breaks a part of the library that the first does not touch. */
function openBroken() {
  const workers = defineWorkers({
    GOOD: defineWorker({ run: () => "done" }),
    BROKEN: defineWorker({ maxAttempts: 1, run: () => "never recorded" }),
  });
  const errors: string[] = [];
  const queue = queues.open(workers, patient);
  queue.on("error", ({ doing, error }) => void errors.push(`${doing}: ${(error as Error).message}`));
  Object.defineProperty(workers.BROKEN, "backoff", {
    get: () => {
      throw new Error("unforeseen");
    },
  });
  return { queue, errors };
}

test("an unexpected error around an attempt fails it, is reported, and frees the slot and the quarantine", async () => {
  const { queue, errors } = openBroken();
  const runner = queue.start({ concurrency: 1 });
  const [broken, other] = await queue.addManyToQueue([
    { type: "BROKEN", data: 1, delayMs: 100 },
    { type: "GOOD", data: 2, delayMs: 100 },
  ]);
  // Both are quarantined: the second one waits for the end of the first.
  await queues.database.db.queueTask.updateMany({ data: { crashCount: 2 } });
  expect(await queue.waitForTask(broken?.id as string)).toMatchObject({
    status: "MAX_RETRIES_REACHED",
    errorMessage: "unforeseen",
  });
  expect(await queue.waitForTask(other?.id as string)).toMatchObject({ status: "COMPLETED" });
  expect(errors).toEqual(["run a task: unforeseen"]);
  await runner.stop();
  expect(runner.stats()).toMatchObject({ running: 0, finished: 2 });
});

test("an unexpected error around an attempt of processJob fails it and is thrown", async () => {
  const { queue, errors } = openBroken();
  const { id } = await queue.addToQueue("BROKEN", 1);
  await expect(queue.processJob(id)).rejects.toThrow("unforeseen");
  expect(await queue.readFromQueue(id)).toMatchObject({ status: "MAX_RETRIES_REACHED" });
  expect(errors).toHaveLength(1);
});
