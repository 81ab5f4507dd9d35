import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { Prisma } from "../src/index.ts";
import { createTestDatabase } from "../src/testing/index.ts";

const { db, drop } = await createTestDatabase();
afterAll(drop);

type Row = Prisma.QueueTaskCreateInput;

const base: Row = { type: "EMAIL_SEND", data: {} };
const soon = new Date(Date.now() + 30_000);
const lease = { leaseToken: randomUUID(), leaseExpiresAt: soon };

/** The constraint that refused a row; undefined when it was accepted. */
async function findRefusal(row: Partial<Row>): Promise<string | undefined> {
  try {
    await db.queueTask.create({ data: { ...base, ...row } });
    return undefined;
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError)) throw error;
    return /QueueTask_\w+/.exec(JSON.stringify(error.meta))?.[0] ?? error.message;
  }
}

describe("a row is refused when", () => {
  test.each<[string, string, Partial<Row>]>([
    ["it is running without a lease", "QueueTask_processing_has_lease", { status: "PROCESSING" }],
    ["it waits and holds a lease", "QueueTask_processing_has_lease", { status: "PENDING", ...lease }],
    ["its lease has no end", "QueueTask_processing_has_lease", { status: "PROCESSING", leaseToken: randomUUID() }],
    ["a lease's end has no token", "QueueTask_processing_has_lease", { leaseExpiresAt: soon }],
    ["it is completed without an end", "QueueTask_terminal_has_end", { status: "COMPLETED" }],
    ["it failed for good without an end", "QueueTask_terminal_has_end", { status: "MAX_RETRIES_REACHED" }],
    ["it is cancelled without an end", "QueueTask_terminal_has_end", { status: "CANCELLED" }],
    ["it will be retried and has ended", "QueueTask_terminal_has_end", { status: "FAILED", finishedAt: soon }],
  ])("%s", async (_why, constraint, row) => {
    expect(await findRefusal(row)).toBe(constraint);
  });
});

describe("a row is accepted when", () => {
  test.each<[string, Partial<Row>]>([
    ["it waits", { status: "PENDING" }],
    ["it runs with a lease", { status: "PROCESSING", ...lease }],
    ["it will be retried", { status: "FAILED", attempts: 1 }],
    ["it is completed with an end", { status: "COMPLETED", finishedAt: soon, progress: 100 }],
    ["it is cancelled with an end", { status: "CANCELLED", finishedAt: soon }],
  ])("%s", async (_why, row) => {
    expect(await findRefusal(row)).toBeUndefined();
  });
});

test("two unfinished tasks of a type cannot have the same unique key, a finished one may", async () => {
  expect(await findRefusal({ uniqueKey: "a", status: "COMPLETED", finishedAt: soon })).toBeUndefined();
  expect(await findRefusal({ uniqueKey: "a" })).toBeUndefined();
  expect(await findRefusal({ uniqueKey: "a" })).toBe("QueueTask_unique_key");
  expect(await findRefusal({ uniqueKey: "a", type: "IMAGE_PROCESS" })).toBeUndefined();
});

test("two tasks with the same concurrency key cannot run at once, but wait together", async () => {
  expect(await findRefusal({ concurrencyKey: "k" })).toBeUndefined();
  expect(await findRefusal({ concurrencyKey: "k", status: "PROCESSING", ...lease })).toBeUndefined();
  expect(await findRefusal({ concurrencyKey: "k", status: "PROCESSING", ...lease })).toBe("QueueTask_concurrency_key");
});

test("a task takes its attempts and log lines with it", async () => {
  const at = { startedAt: soon, finishedAt: soon };
  const task = await db.queueTask.create({
    data: {
      ...base,
      attemptHistory: { create: { attempt: 1, outcome: "FAILED", ...at } },
      logs: { create: { attempt: 1, level: "info", message: "hello" } },
    },
  });
  await db.queueTask.delete({ where: { id: task.id } });
  expect([await db.queueTaskAttempt.count(), await db.queueTaskLog.count()]).toEqual([0, 0]);
});
