import type { PrismaClient } from "@package/db";
import { createTestDatabase, createUserClient, type DatabaseSettings, type TestDatabase } from "@package/db/testing";
import { afterAll, afterEach, beforeAll } from "vitest";
import {
  type PrismaClientLike,
  QueueService,
  type QueueServiceOptions,
  type ScheduleDeclarations,
  type Workers,
} from "../../src/index.ts";

export interface TestQueues {
  readonly database: TestDatabase;
  /** The client for services: an application's client with the settings of the database. */
  readonly client: PrismaClient;
  /** The services that are open. */
  readonly services: Iterable<QueueService>;
  /** Opens a service on this file's database, and closes it after the test. By default, no lease expires by itself. */
  open<TWorkers extends Workers>(
    workers: TWorkers,
    options?: Omit<QueueServiceOptions, "workers"> & ScheduleDeclarations<TWorkers>,
    client?: PrismaClientLike,
  ): QueueService<TWorkers>;
  /** Reads a row without the library. */
  readRow(id: string): Promise<Record<string, unknown>>;
}

/**
 * Sets up a database for the tests of one file, and services that are closed after each test.
 * @param settings - of the database. Default: those of test databases
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
    services: open as unknown as Iterable<QueueService>,
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
