import { expect, test } from "vitest";
import { defineWorker, defineWorkers, QueueService } from "../src/index.ts";
import { interceptClient } from "./support/interceptClient.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();
const workers = defineWorkers({ ONCE: defineWorker({ run: () => "done" }) });
const logger = { info: () => {}, warn: () => {}, error: () => {} };
const isCompletion = (text: string) => text.includes(`"resultNote" = s.note`);

/** Processes one task while its first settlements go wrong as told. */
async function processUnluckily(disturb: (nth: number, run: () => Promise<unknown>) => Promise<unknown>) {
  let settlements = 0;
  const client = interceptClient(queues.database.db, (text, run) =>
    isCompletion(text) ? disturb(++settlements, run) : run(),
  );
  const queue = new QueueService(client, { workers, logger });
  const { id } = await queue.addToQueue("ONCE", 1);
  const task = await queue.processJob(id);
  await queue.close();
  return task;
}
const fail = (code: string) => Object.assign(new Error("as the test wants"), { code });

test("a settlement that ran into the statement timeout is repeated unchanged", async () => {
  const task = await processUnluckily(async (nth, run) => {
    if (nth === 1) throw fail("57014");
    return run();
  });
  expect(task).toMatchObject({ status: "COMPLETED", result: "done", resultNote: null });
});

test("a settlement whose reply was lost is recognised, even if the next try is refused for another reason", async () => {
  const task = await processUnluckily(async (nth, run) => {
    if (nth === 1) {
      await run();
      throw fail("ECONNRESET");
    }
    if (nth === 2) throw fail("22P05");
    return run();
  });
  expect(task).toMatchObject({ status: "COMPLETED", result: "done", attempts: 1 });
});
