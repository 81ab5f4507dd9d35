import { expect, test } from "vitest";
import { defineWorker, defineWorkers, QueueService } from "../src/index.ts";
import { interceptClient } from "./support/interceptClient.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();
const workers = defineWorkers({ ANY: defineWorker({ run: async () => {} }) });
const entries = (count: number, data: unknown = "x".repeat(999_998)) =>
  Array.from({ length: count }, () => ({ type: "ANY" as const, data }));

test("a batch of more than 64 MiB is refused before anything is sent, with its size and an alternative", async () => {
  const sent: string[] = [];
  const client = interceptClient(queues.database.db, (text, run) => {
    sent.push(text);
    return run();
  });
  const queue = new QueueService(client, { workers });
  const refused = queue.addManyToQueue(entries(280));
  await expect(refused).rejects.toMatchObject({ code: "INVALID_OPTIONS", option: "entries" });
  await expect(refused).rejects.toThrow(
    "at most 67108864 bytes of JSON at once; entries[0] to entries[67] have 68000000. Make several calls",
  );
  expect(sent).toEqual([]);
  await queue.close();
}, 60_000);

test("the limit counts bytes and not characters", async () => {
  const refused = queues.open(workers).addManyToQueue(entries(280, "語".repeat(333_333)));
  await expect(refused).rejects.toThrow("entries[0] to entries[67] have 68000068");
}, 60_000);

test("a batch that is too large as jsonb is refused in the same way", async () => {
  const tooLarge = "total size of jsonb array elements exceeds the maximum of 268435455 bytes";
  const client = interceptClient(queues.database.db, async () => {
    throw Object.assign(new Error(tooLarge), { code: "54000" });
  });
  const queue = new QueueService(client, { workers });
  const refused = queue.addManyToQueue(entries(2, 1));
  await expect(refused).rejects.toMatchObject({ code: "INVALID_OPTIONS", option: "entries" });
  await expect(refused).rejects.toThrow("Make several calls");
  await queue.close();
});

test("several calls in one transaction can add what is too large for one call", async () => {
  const queue = queues.open(workers);
  const { db } = queues.database;
  await db.$transaction(
    async (tx) => {
      for (let call = 0; call < 14; call++) await queue.addManyToQueue(entries(5), { tx });
    },
    { timeout: 100_000, maxWait: 20_000 },
  );
  expect(await db.queueTask.count()).toBe(70);
}, 120_000);
