import { readFile } from "node:fs/promises";
import { createTestDatabase, createUserClient, type TestDatabase } from "@package/db/testing";
import { QueueService } from "@package/queue";
import { afterAll, beforeAll, expect, test } from "vitest";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Returns the statements of the SQL blocks of a page. */
async function readQueries(page: string): Promise<string[]> {
  const text = await readFile(new URL(`../../docs/${page}`, import.meta.url), "utf8");
  const blocks = [...text.matchAll(/^```sql\n([\s\S]*?)^```$/gm)].map(([, sql = ""]) => sql);
  return blocks.flatMap((block) => block.split(/;\n/)).filter((statement) => statement.trim() !== "");
}

test("each query of the page about monitoring runs in $queryRaw, and finds a task that waits and a silent runner", async () => {
  const client = createUserClient(database.url);
  const queue = new QueueService(client, { workers: {} });
  await queue.addToQueue("WAITING" as string, null);
  await database.db
    .$executeRaw`INSERT INTO "QueueRunner" (id, host, pid, concurrency, "heartbeatAt") VALUES ('r', 'h', 1, 1, now() - interval '2 minutes')`;
  const results: Record<string, unknown>[][] = [];
  for (const query of await readQueries("monitoring.md")) results.push(await client.$queryRawUnsafe(query));
  await queue.close();
  await client.$disconnect();
  expect(results.length).toBeGreaterThan(3);
  expect(results[0]).toEqual([{ type: "WAITING", count: 1n, waitingSeconds: expect.any(Number) }]);
  expect(results[1]).toEqual([{ id: "r", host: "h", running: 0, silentSeconds: expect.closeTo(120, -1) }]);
});
