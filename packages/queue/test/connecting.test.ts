import { expect, test } from "vitest";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();

test("the queue's own connections use the schema that the URL names", async () => {
  const { db, url } = queues.database;
  await db.$executeRawUnsafe(`CREATE SCHEMA "my queue"`);
  await db.$executeRawUnsafe(`CREATE TABLE "my queue"."QueueTask" (LIKE public."QueueTask" INCLUDING ALL)`);
  const { id } = await queues.open({}).addToQueue("ANY" as string, 1);
  await db.$executeRawUnsafe(`WITH moved AS (DELETE FROM public."QueueTask" RETURNING *)
    INSERT INTO "my queue"."QueueTask" SELECT * FROM moved`);
  const elsewhere = new URL(url);
  elsewhere.searchParams.set("schema", "my queue");
  const queue = queues.open({}, { connectionString: elsewhere.href, hints: false });
  expect(await queue.readFromQueue(id)).toMatchObject({ id, data: 1 });
});
