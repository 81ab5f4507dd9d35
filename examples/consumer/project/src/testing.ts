import { defineWorker } from "@package/queue";
import { createTestQueue, runWorker } from "@package/queue/testing";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./generated/prisma/client.js";

const createClient = (connectionString: string) =>
  new PrismaClient({ adapter: new PrismaPg({ connectionString, options: "-c TimeZone=UTC" }) });

const greet = defineWorker({ run: () => "hello" });
const { result } = await runWorker(greet, {});

const kit = await createTestQueue({
  workers: { GREET: greet },
  url: process.env.TEST_SERVER_URL,
  migrations: "prisma/migrations",
  db: createClient,
});
await kit.db.$transaction(async (tx) => {
  await tx.order.create({ data: { email: "ana@example.com" } });
  await kit.queue.addToQueue("GREET", {}, { tx, delayMs: 2 * 86_400_000 });
});
await kit.clock.advanceMs(2 * 86_400_000);
const tasks = await kit.runUntilIdle();
console.log(
  JSON.stringify({ result, statuses: tasks.map(({ status }) => status), orders: await kit.db.order.count() }),
);
await kit.close();
