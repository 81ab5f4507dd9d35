import { createPrismaClient } from "@package/db";
import { createTestQueue } from "@package/queue/testing";
import { afterEach, beforeEach, expect, inject, test, vi } from "vitest";
import { createWorkers } from "./workers.ts";

const day = 86_400_000;
const url = inject("postgres").url; // of the server that vitest's global setup has started

const mailer = { send: vi.fn(async (_to: string, _subject: string) => {}) };
const openQueue = () => createTestQueue({ workers: createWorkers(mailer), url });
let kit: Awaited<ReturnType<typeof openQueue>>;
beforeEach(async () => {
  mailer.send.mockReset();
  kit = await openQueue();
});
afterEach(() => kit.close());

test("the reminder is sent 13 days after the export", async () => {
  await kit.queue.addToQueue("EXPORT", { userId: "ana", to: "ana@example.com" });
  await kit.runUntilIdle();
  await kit.assertAdded("REMINDER", { to: "ana@example.com" });

  await kit.clock.advanceMs(12 * day);
  expect(await kit.runUntilIdle()).toEqual([]);
  await kit.clock.advanceMs(1 * day);
  expect(await kit.runUntilIdle()).toMatchObject([{ type: "REMINDER", status: "COMPLETED" }]);
  expect(mailer.send).toHaveBeenLastCalledWith("ana@example.com", "Your trial ends tomorrow");
});

test("a reminder that fails is tried again after a minute", async () => {
  mailer.send.mockRejectedValueOnce(new Error("The mail server is busy."));
  const { id } = await kit.queue.addToQueue("REMINDER", { to: "ana@example.com" });
  expect(await kit.runNext()).toMatchObject({ id, status: "FAILED", errorMessage: "The mail server is busy." });
  expect(await kit.runNext()).toBeNull();
  await kit.clock.advanceMs(60_000);
  expect(await kit.runNext()).toMatchObject({ id, status: "COMPLETED", attempts: 2 });
});

test("an export whose process dies is made again, and its email is sent twice", async () => {
  const { id } = await kit.queue.addToQueue("EXPORT", { userId: "ana", to: "ana@example.com" });
  mailer.send.mockImplementationOnce(() => new Promise(() => {})); // the process never gets past this line
  const run = kit.runNext();
  await kit.whenRunning("EXPORT");
  await kit.crashDuring(id);
  await run;

  await kit.clock.advanceMs(30_000); // leaseMs
  expect(await kit.runUntilIdle()).toMatchObject([{ id, status: "COMPLETED", attempts: 2, crashCount: 1 }]);
  expect(mailer.send).toHaveBeenCalledTimes(2);
});

test("an export that loses its lease stops, and adds no reminder", async () => {
  let goOn = () => {};
  mailer.send.mockImplementationOnce(() => new Promise((resolve) => (goOn = resolve)));
  const { id } = await kit.queue.addToQueue("EXPORT", { userId: "ana", to: "ana@example.com" });
  const run = kit.runNext();
  await kit.whenRunning("EXPORT");
  await kit.loseLease(id);
  goOn();
  await run;
  expect((await kit.added()).map(({ type }) => type)).toEqual(["EXPORT"]);
});

test("the task is added in the transaction of the order, or not at all", async () => {
  await using own = await createTestQueue({
    workers: createWorkers(mailer),
    url,
    migrations: "prisma/migrations",
    db: createPrismaClient, // (url) => new PrismaClient({ adapter: new PrismaPg({ connectionString: url }) })
  });
  const adding = own.db.$transaction(async (tx) => {
    await own.queue.addToQueue("REMINDER", { to: "ana@example.com" }, { tx });
    throw new Error("The card was refused.");
  });
  await expect(adding).rejects.toThrow("The card was refused.");
  expect(await own.added()).toEqual([]);
});
