import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { prismaDatabase } from "../src/database/database.ts";
import { Settler } from "../src/settling/Settler.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();

test.each([
  ["stale first", ["stale", "held"]],
  ["held first", ["held", "stale"]],
] as const)(
  "of two claims of one task that are settled together only the held one is settled: %s",
  async (_, order) => {
    const { db } = queues.database;
    const { id } = await queues.open({}).addToQueue("ANY" as string, {});
    const tokens = { stale: randomUUID(), held: randomUUID() };
    await db.$executeRaw`UPDATE "QueueTask" SET status = 'PROCESSING', attempts = 2, "leaseToken" = ${tokens.held}::uuid,
    "leaseExpiresAt" = now() + interval '1 minute', "startedAt" = now() WHERE id = ${id}`;
    const settler = new Settler({ database: prismaDatabase(db), holder: "test", onError: () => {} });
    const settle = async (claim: "stale" | "held") => {
      const record = {
        id,
        token: tokens[claim],
        ctid: null,
        type: "ANY",
        result: JSON.stringify(claim),
        note: null,
        waitMs: 0,
        runMs: 0,
      };
      return [claim, (await settler.settle({ kind: "complete", record }))?.status];
    };
    const settled = Object.fromEntries(await Promise.all(order.map(settle)));
    await settler.close(1_000);
    expect(settled).toEqual({ stale: undefined, held: "COMPLETED" });
    expect(await db.queueTask.findUniqueOrThrow({ where: { id } })).toMatchObject({ result: "held" });
  },
);

test("a settler closes in time although a statement of its hangs", async () => {
  const settler = new Settler({
    database: { query: () => new Promise(() => {}) },
    holder: "test",
    onError: () => {},
  });
  const record = {
    id: "a",
    token: randomUUID(),
    ctid: null,
    type: "ANY",
    result: null,
    note: null,
    waitMs: 0,
    runMs: 0,
  };
  void settler.settle({ kind: "complete", record });
  await settler.close(20); // without an end of its own, this test would run into its time limit
});
