import type { PrismaClient } from "@package/db";
import { createTestDatabase, createUserClient, type DatabaseSettings, type TestDatabase } from "@package/db/testing";
import { afterAll, afterEach, beforeAll } from "vitest";
import { type PrismaClientLike, QueueService, type QueueServiceOptions, type Workers } from "../../src/index.ts";

export interface TestQueues {
  readonly database: TestDatabase;
  /** What services use: the client of an application, under the settings of the database. */
  readonly client: PrismaClient;
  /** A service on this file's database, closed after the test. Patient defaults: nothing expires unless the test wants it. */
  open<TWorkers extends Workers>(
    workers: TWorkers,
    options?: Omit<QueueServiceOptions, "workers">,
    client?: PrismaClientLike,
  ): QueueService<TWorkers>;
  /** One row as PostgreSQL has it. */
  readRow(id: string): Promise<Record<string, unknown>>;
}

/**
 * A database for the tests of one file, and services that are closed after each test.
 * @param settings - of the database, where they are not to be the default ones of test databases
 */
export function setUpTestQueues(settings?: DatabaseSettings): TestQueues {
  let database: TestDatabase | undefined;
  let client: PrismaClient | undefined;
  const open = new Set<QueueService<Workers>>();
  const ready = () => {
    if (!database) throw new Error("the database is opened before the first test");
    return database;
  };
  const openClient = () => (client ??= createUserClient(ready().url));
  beforeAll(async () => {
    database = await createTestDatabase(undefined, settings);
  });
  afterEach(async () => {
    await Promise.all([...open].map((queue) => queue.close()));
    open.clear();
    await ready().db.queueTask.deleteMany();
    await ready().db.queueGate.deleteMany();
    await ready().db.queueProvider.deleteMany();
  });
  afterAll(async () => {
    await client?.$disconnect();
    await ready().drop();
  });
  return {
    get database() {
      return ready();
    },
    get client() {
      return openClient();
    },
    open(workers, options = {}, db = openClient()) {
      const queue = new QueueService(db, { workers, sweepMs: 100, pollMs: 50, logger: silent, ...options });
      open.add(queue as unknown as QueueService<Workers>);
      return queue;
    },
    async readRow(id) {
      const [row] = await ready().db.$queryRaw<
        Record<string, unknown>[]
      >`SELECT *, seq::text AS seq FROM "QueueTask" WHERE id = ${id}`;
      if (!row) throw new Error(`no row ${id}`);
      return row;
    },
  };
}

const silent = { info: () => {}, warn: () => {}, error: () => {} };
