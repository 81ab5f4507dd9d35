import { createPostgresBackend, Queue, runMigrations, Worker } from "bullmq";
import pg from "pg";
import type { BenchQueue, Payload } from "../BenchQueue.ts";

const queueName = "bench";
/** The concurrency of its guide, for jobs that wait: https://docs.bullmq.io/guide/workers/concurrency */
const recommendedConcurrency = 50;

interface Parts {
  queue: Pick<Queue<Payload>, "addBulk" | "add" | "getJobCounts" | "close">;
  startWorker(
    run: (job: { data: Payload }) => Promise<void>,
    concurrency: number,
  ): Pick<Worker, "waitUntilReady" | "close">;
  setUp(): Promise<void>;
}

/** BullMQ on Redis. Finished jobs are kept, as is its default. */
export async function createBullmqOnRedis(url: string): Promise<BenchQueue> {
  const { hostname: host, port, pathname } = new URL(url);
  const connection = { host, port: Number(port), db: Number(pathname.slice(1) || 0), maxRetriesPerRequest: null };
  return createBullmq({
    queue: new Queue<Payload>(queueName, { connection }),
    startWorker: (run, concurrency) => new Worker<Payload>(queueName, run, { connection, concurrency }),
    setUp: async () => {},
  });
}

/** BullMQ on PostgreSQL: https://docs.bullmq.io/guide/postgresql (a pool as large as the concurrency). */
export async function createBullmqOnPostgres(url: string): Promise<BenchQueue> {
  const pooled = (max: number) => ({ connection: { connectionString: url, max } });
  return createBullmq({
    queue: new Queue(queueName, pooled(10), createPostgresBackend),
    startWorker: (run, concurrency) =>
      new Worker(queueName, run, { ...pooled(Math.min(concurrency, 20)), concurrency }, createPostgresBackend),
    setUp: async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await runMigrations(client);
      await client.end();
    },
  });
}

function createBullmq({ queue, startWorker, setUp }: Parts): BenchQueue {
  let worker: ReturnType<Parts["startWorker"]> | undefined;
  return {
    setUp,
    addMany: async (payloads) => void (await queue.addBulk(payloads.map((data) => ({ name: "bench", data })))),
    addOne: async (payload) => void (await queue.add("bench", payload)),
    startWorkers: async ({ concurrency = recommendedConcurrency, run }) => {
      worker = startWorker(async ({ data }) => run(data), concurrency);
      await worker.waitUntilReady();
    },
    stopWorkers: async () => worker?.close(),
    hasUnfinished: async () => {
      const counts = await queue.getJobCounts("waiting", "active", "delayed", "prioritized");
      return Object.values(counts).some((count) => count > 0);
    },
    close: () => queue.close(),
  };
}
