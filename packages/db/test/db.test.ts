import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTestDatabase } from "../src/testing/index.ts";

beforeEach(() => vi.resetModules());
afterEach(() => vi.unstubAllEnvs());

test("importing and printing db needs no DATABASE_URL", async () => {
  vi.stubEnv("DATABASE_URL", undefined);
  const { db } = await import("../src/index.ts");
  expect(await Promise.resolve(db)).toBe(db);
  expect(String(Object.prototype.toString.call(db))).toBe("[object Object]");
});

test("using db without DATABASE_URL says what to set", async () => {
  vi.stubEnv("DATABASE_URL", undefined);
  const { db } = await import("../src/index.ts");
  expect(() => db.queueTask).toThrow(/DATABASE_URL is not set.*postgresql:\/\//);
});

test("a method of db can be read without DATABASE_URL, and its call says what to set", async () => {
  vi.stubEnv("DATABASE_URL", undefined);
  const { db } = await import("../src/index.ts");
  expect(typeof db.$queryRawUnsafe).toBe("function");
  expect(() => db.$queryRawUnsafe("SELECT 1")).toThrow(/DATABASE_URL is not set/);
});

test("db is a client of the database that DATABASE_URL names when it is first used", async () => {
  const database = await createTestDatabase();
  const { db } = await import("../src/index.ts");
  vi.stubEnv("DATABASE_URL", database.url);
  await db.$transaction(async (tx) => {
    await tx.queueGate.create({ data: { type: "EMAIL_SEND" } });
  });
  expect(await database.db.queueGate.count()).toBe(1);
  await db.$disconnect();
  await database.drop();
});

test("a URL of another kind of database is refused without repeating it", async () => {
  const { createPrismaClient } = await import("../src/index.ts");
  expect(() => createPrismaClient("mysql://root:secret@localhost/shop")).toThrow(/postgresql:\/\/.*starts with mysql:/);
  expect(() => createPrismaClient("mysql://root:secret@localhost/shop")).not.toThrow(/secret/);
});

test("a client opens no more connections than its pool allows", async () => {
  const database = await createTestDatabase();
  const { createPrismaClient } = await import("../src/index.ts");
  const client = createPrismaClient(database.url, { poolSize: 2 });
  const pids = await Promise.all(
    [1, 2, 3, 4, 5, 6].map(
      () => client.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid, pg_sleep(0.05)::text`,
    ),
  );
  expect(new Set(pids.map(([row]) => row?.pid)).size).toBe(2);
  await client.$disconnect();
  await database.drop();
});

test("a query fails when no connection is free in time", async () => {
  const database = await createTestDatabase();
  const { createPrismaClient } = await import("../src/index.ts");
  const client = createPrismaClient(database.url, { poolSize: 1, connectionTimeoutMs: 1_500 });
  await client.$transaction(async () => {
    await expect(client.queueTask.count()).rejects.toThrow(/timeout|timed out/i);
  });
  await client.$disconnect();
  await database.drop();
});
