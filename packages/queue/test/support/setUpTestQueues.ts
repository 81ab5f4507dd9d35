import { createTestDatabase, type TestDatabase } from "@package/db/testing";
import { afterAll, afterEach, beforeAll } from "vitest";
import { QueueService, type QueueServiceOptions, type Workers } from "../../src/index.ts";

export interface TestQueues {
  readonly database: TestDatabase;
  /** A service on this file's database, closed after the test. Patient defaults: nothing expires unless the test wants it. */
  open<TWorkers extends Workers>(
    workers: TWorkers,
    options?: Omit<QueueServiceOptions, "workers">,
  ): QueueService<TWorkers>;
  /** One row as PostgreSQL has it. */
  readRow(id: string): Promise<Record<string, unknown>>;
}

/** A database for the tests of one file, and services that are closed after each test. */
export function setUpTestQueues(): TestQueues {
  let database: TestDatabase | undefined;
  const open = new Set<QueueService<Workers>>();
  const ready = () => {
    if (!database) throw new Error("the database is opened before the first test");
    return database;
  };
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await Promise.all([...open].map((queue) => queue.close()));
    open.clear();
    await ready().db.queueTask.deleteMany();
    await ready().db.queueGate.deleteMany();
    await ready().db.queueProvider.deleteMany();
  });
  afterAll(() => ready().drop());
  return {
    get database() {
      return ready();
    },
    open(workers, options = {}) {
      const queue = new QueueService(ready().db, { workers, sweepMs: 100, pollMs: 50, logger: silent, ...options });
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
