import { expect, test } from "vitest";
import { pgDatabase } from "../src/database/pgDatabase.ts";
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

test("a prepared statement that is gone, as behind a pooler, is sent again without preparing, and from then on always", async () => {
  const own = pgDatabase(queues.database.url, { connections: 1 });
  const countPrepared = async () => {
    const statement = { name: "count", text: "SELECT count(*)::int AS count FROM pg_prepared_statements" };
    return (await own.query<{ count: number }>(statement, []))[0]?.count;
  };
  const echo = { name: "echo", text: "SELECT $1::text AS said", keepsPlan: true };
  expect(await own.query(echo, ["a"])).toEqual([{ said: "a" }]);
  expect(await countPrepared()).toBe(1);
  await own.query({ name: "forget", text: "DEALLOCATE ALL" }, []);
  expect(await own.query(echo, ["b"])).toEqual([{ said: "b" }]);
  expect(await own.query(echo, ["c"])).toEqual([{ said: "c" }]);
  expect(await countPrepared()).toBe(0);
  await own.close();
});
