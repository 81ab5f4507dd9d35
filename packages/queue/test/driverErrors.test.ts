import { createPrismaClient, type Prisma, type PrismaClient } from "@package/db";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { QueueService, type QueueServiceOptions } from "../src/index.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();
const type = "ANY" as string;

/** A promise that the test resolves, to make two transactions meet at a certain statement. */
function createGate() {
  let open = () => {};
  const isOpen = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), isOpen };
}

describe("in a transaction of the caller", () => {
  test("a serialization failure has the code of Prisma's own error, and the driver's error as its cause", async () => {
    const queue = queues.open({});
    const { db } = queues.database;
    const { id } = await queue.addToQueue(type, 1, { uniqueKey: "k" });
    const lost = db.$transaction(
      async (tx) => {
        await tx.queueTask.findMany();
        await db.queueTask.update({ where: { id }, data: { finishedAt: new Date(), status: "CANCELLED" } });
        await db.queueTask.create({ data: { id: "x", type, data: 1, uniqueKey: "k" } });
        await queue.addToQueue(type, 2, { tx, uniqueKey: "k" });
      },
      { isolationLevel: "Serializable" },
    );
    await expect(lost).rejects.toMatchObject({ code: "P2034", retryable: true, cause: { code: "P2010" } });
    await expect(lost).rejects.toThrow("run the whole transaction again");
  });

  test("a deadlock has the same code, and the usual retry wrapper succeeds", async () => {
    const queue = queues.open({});
    const { db } = queues.database;
    const codes: unknown[] = [];
    const gates = [createGate(), createGate()] as const;
    /** The usual retry wrapper of applications. */
    const retrying = async (run: (tx: Prisma.TransactionClient) => Promise<void>) => {
      for (;;) {
        try {
          return await db.$transaction(run, { timeout: 20_000 });
        } catch (error) {
          codes.push((error as { code?: unknown }).code);
          if ((error as { code?: unknown }).code !== "P2034") throw error;
        }
      }
    };
    const addBoth = (first: string, second: string, own: 0 | 1) =>
      retrying(async (tx) => {
        await queue.addToQueue(type, 1, { tx, uniqueKey: first });
        gates[own].open();
        await gates[own === 0 ? 1 : 0].isOpen;
        await queue.addToQueue(type, 1, { tx, uniqueKey: second });
      });
    await Promise.all([addBoth("a", "b", 0), addBoth("b", "a", 1)]);
    expect(codes).toEqual(["P2034"]);
    expect(await db.queueTask.count()).toBe(2);
  });

  test("a statement after a failed one says that the earlier error is the cause", async () => {
    const queue = queues.open({});
    const aborted = queues.database.db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 / 0`.catch(() => {});
      await queue.addToQueue(type, 1, { tx });
    });
    await expect(aborted).rejects.toMatchObject({ code: "DATABASE_REFUSED", sqlState: "25P02" });
    await expect(aborted).rejects.toThrow("An earlier statement of this transaction failed");
  });

  test("a closed transaction throws Prisma's own error", async () => {
    const queue = queues.open({});
    let kept: Prisma.TransactionClient | undefined;
    await queues.database.db.$transaction(async (tx) => {
      kept = tx;
    });
    await expect(queue.addToQueue(type, 1, { tx: kept })).rejects.toMatchObject({ code: "P2028" });
  });
});

describe.each([
  ["through the Prisma client", false],
  ["through connections of its own", true],
])("%s", (_, hasOwn) => {
  const clients: PrismaClient[] = [];
  const open: { close(): Promise<void> }[] = [];
  const logged: unknown[] = [];
  beforeEach(() => {
    logged.length = 0;
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((queue) => queue.close()));
    await Promise.all(clients.splice(0).map((client) => client.$disconnect()));
    for (const schema of ["empty", "older"])
      await queues.database.db.$executeRawUnsafe(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  });

  function openAt(change: (url: URL) => void, options: QueueServiceOptions = {}) {
    const url = new URL(queues.database.url);
    change(url);
    const client = createPrismaClient(url.href);
    clients.push(client);
    const logger = { info: () => {}, warn: () => {}, error: (...line: unknown[]) => void logged.push(line) };
    const own = hasOwn ? { connectionString: url.href } : {};
    const queue = new QueueService(client, { logger, notify: false, pollMs: 50, sweepMs: 100, ...own, ...options });
    open.push(queue);
    return { queue, client };
  }
  const elsewhere = async (schema: string) => {
    await queues.database.db.$executeRawUnsafe(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    return openAt((url) => url.searchParams.set("schema", schema));
  };

  test("every call explains how to fix tables that are in another schema", async () => {
    const { queue, client } = await elsewhere("empty");
    const calls = [
      queue.addToQueue(type, 1),
      queue.addManyToQueue([{ type: type as "EMAIL_SEND", data: 1 as never }]),
      queue.readFromQueue("a"),
      queue.updateInQueue("a", { priority: 1 }),
      queue.deleteFromQueue("a"),
      queue.processJob("a"),
      queue.retryTask("a"),
      queue.cancelTask("a"),
      queue.explainTask("a"),
      queue.waitForTask("a"),
      queue.pauseType("ANY"),
      queue.resumeType("ANY"),
      queue.hasProcessingTasks(),
      queue.retryFailedQueueTasks(),
      queue.handleRateLimitError("a", "openai"),
    ];
    const ends = await Promise.allSettled(calls);
    ends.push(...(await Promise.allSettled([client.$transaction((tx) => queue.addToQueue(type, 1, { tx }))])));
    for (const call of ends) {
      const { reason } = call as PromiseRejectedResult;
      expect(reason).toMatchObject({ code: "SCHEMA_MISMATCH", retryable: false, name: "QueueSchemaError" });
      expect(reason.message).toMatch(/relation "Queue\w+" does not exist.*prisma migrate deploy.*docs\/own-schema\.md/);
    }
    await expect(queue.readFromQueue("a")).rejects.toThrow(
      /Currently search_path is "?empty"?, and the tables are in schema public\./,
    );
  });

  test("a runner logs the same explanation", async () => {
    const { queue } = await elsewhere("empty");
    queue.start();
    await until(
      () => logged,
      (lines) => lines.length > 0,
    );
    expect(logged[0]).toMatchObject([
      expect.stringMatching(/^Failed to .*prisma migrate deploy/),
      { error: { code: "SCHEMA_MISMATCH" } },
    ]);
  });

  test("a schema that is older than the library is reported with the missing column", async () => {
    const { queue } = await elsewhere("older");
    const { db } = queues.database;
    await db.$executeRawUnsafe(`CREATE TABLE IF NOT EXISTS older."QueueTask" (id text PRIMARY KEY, type text)`);
    await expect(queue.readFromQueue("a")).rejects.toMatchObject({ code: "SCHEMA_MISMATCH" });
    await expect(queue.readFromQueue("a")).rejects.toThrow(/column t\.\w+ does not exist/);
  });

  test.each<[string, (url: URL) => void, string, string]>([
    ["an unknown database", (url) => (url.pathname = "/nowhere"), "3D000", "Check the name of the database"],
    ["a wrong password", (url) => (url.password = "wrong"), "28P01", "Check the user and the password"],
  ])("%s is reported with what to check", async (__, change, sqlState, advice) => {
    const { queue } = openAt(change);
    const refused = queue.readFromQueue("a");
    await expect(refused).rejects.toMatchObject({ code: "DATABASE_REFUSED", sqlState, retryable: false });
    await expect(refused).rejects.toThrow(advice);
  });

  test.each(["RESTRICT", "NO ACTION"])(
    "a task that rows refer to is not deleted (%s), and the error names their table and key",
    async (action) => {
      const { db } = queues.database;
      const { queue } = openAt(() => {});
      const { id } = await queue.addToQueue(type, 1);
      await db.$executeRawUnsafe(
        `CREATE TABLE "Invoice" (id int, "taskId" text REFERENCES "QueueTask" ON DELETE ${action})`,
      );
      await db.$executeRawUnsafe(`INSERT INTO "Invoice" VALUES (1, '${id}')`);
      try {
        const refused = queue.deleteFromQueue(id);
        const names = { taskId: id, table: "Invoice", constraint: "Invoice_taskId_fkey" };
        await expect(refused).rejects.toMatchObject({ code: "TASK_REFERENCED", ...names });
        await expect(refused).rejects.toThrow("Delete those rows or clear their reference first");
        await db.$executeRawUnsafe(`DELETE FROM "Invoice"`);
        await queue.deleteFromQueue(id);
      } finally {
        await db.$executeRawUnsafe(`DROP TABLE "Invoice"`);
      }
    },
  );
});
