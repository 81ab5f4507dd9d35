import { expect, test } from "vitest";
import { listOwnersWithFailures } from "../../src/monitor/index.ts";
import { ownersPerPage } from "../../src/monitor/listOwnersWithFailures.ts";
import { setUpTestQueues } from "../support/setUpTestQueues.ts";
import { insertTasks } from "./insertTasks.ts";

const queues = setUpTestQueues();
const hour = 3_600_000;
const lastHour = () => ({ since: new Date(Date.now() - hour), before: new Date() });

test("owners whose tasks failed permanently within the period are listed once, others are not", async () => {
  await insertTasks(queues.database.db, [
    { owner: "twice", status: "MAX_RETRIES_REACHED", finishedAgoMs: 60_000 },
    { owner: "twice", status: "MAX_RETRIES_REACHED", finishedAgoMs: 120_000 },
    { owner: "old", status: "MAX_RETRIES_REACHED", finishedAgoMs: 2 * hour },
    { owner: "retried", status: "FAILED", dueInMs: 1_000 },
    { owner: "stopped", status: "CANCELLED", finishedAgoMs: 60_000 },
    { owner: "done", status: "COMPLETED", finishedAgoMs: 60_000 },
    { owner: "once", status: "MAX_RETRIES_REACHED", finishedAgoMs: 60_000 },
  ]);
  expect(await listOwnersWithFailures(queues.client, lastHour())).toEqual({
    items: ["once", "twice"],
    nextCursor: null,
  });
});

test("pages together list each owner once, in a period that includes its first moment and not its last", async () => {
  const { db } = queues.database;
  const at = new Date("2026-03-01T07:00:00.000Z");
  await db.$executeRaw`INSERT INTO "QueueTask" (id, type, data, status, "ownerId", "finishedAt", "updatedAt", "failedProviders")
    SELECT 'cmany' || n, 'PHOTO', '{}', 'MAX_RETRIES_REACHED', 'many' || n, ${at}::timestamptz, now(), '{}'
    FROM generate_series(1, ${ownersPerPage + 200}) n`;
  const list = async (since: Date, before: Date) => {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listOwnersWithFailures(queues.client, { since, before, cursor });
      found.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return found;
  };
  const found = await list(at, new Date(at.getTime() + 1));
  expect(new Set(found).size).toBe(ownersPerPage + 200);
  expect(found).toHaveLength(ownersPerPage + 200);
  expect(await list(new Date(0), at)).toEqual([]);
});

test("a period without an end is refused by name", async () => {
  await expect(listOwnersWithFailures(queues.client, { since: new Date() } as never)).rejects.toThrow(
    'Option "before"',
  );
});
