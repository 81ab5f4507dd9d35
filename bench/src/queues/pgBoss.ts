import { PgBoss } from "pg-boss";
import type { BenchQueue, Payload, WorkerSettings } from "../BenchQueue.ts";
import { queryOnce } from "../servers/queryOnce.ts";

const queueName = "bench";
const batchSize = 500;

export interface PgBossOptions {
  /** `work()` is its documented worker; the bare loop of `fetch()` and `complete()` is the fastest use of its API. */
  style: "work" | "fetch";
}

/**
 * pg-boss with batches, which fetches again immediately after a full batch, is woken by NOTIFY, and has several workers in the
 * process: https://timgit.github.io/pg-boss/#/./api/workers (batchSize, burstWhenBatchFull, localConcurrency, notify).
 */
export async function createPgBoss(url: string, { style }: PgBossOptions): Promise<BenchQueue> {
  const boss = new PgBoss({ connectionString: url, useListenNotify: true, max: 10 });
  boss.on("error", () => {});
  let starting: Promise<unknown> | undefined;
  const start = (): Promise<unknown> => (starting ??= boss.start());
  let isStopping = false;
  let loops: Promise<unknown> = Promise.resolve();

  const runBatch = async (jobs: readonly { data: Payload }[], run: WorkerSettings["run"]): Promise<void> => {
    await Promise.all(jobs.map(({ data }) => run(data)));
  };
  const loop = async (run: WorkerSettings["run"], size: number): Promise<void> => {
    while (!isStopping) {
      const jobs = await boss.fetch<Payload>(queueName, { batchSize: size });
      if (jobs.length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        continue;
      }
      await runBatch(jobs, run);
      await boss.complete(
        queueName,
        jobs.map(({ id }) => id),
      );
    }
  };

  return {
    setUp: async () => {
      await start();
      await boss.createQueue(queueName, { notify: true });
    },
    addMany: async (payloads) => {
      await start();
      await boss.insert(
        queueName,
        payloads.map((data) => ({ data })),
      );
    },
    addOne: async (payload) => {
      await start();
      await boss.send(queueName, payload);
    },
    startWorkers: async ({ concurrency, run }) => {
      await start();
      const size = concurrency ?? batchSize;
      const parallel = concurrency === undefined ? 3 : 1;
      isStopping = false;
      if (style === "fetch") loops = Promise.all(Array.from({ length: parallel }, () => loop(run, size)));
      else {
        await boss.work<Payload>(
          queueName,
          { batchSize: size, burstWhenBatchFull: true, localConcurrency: parallel, pollingIntervalSeconds: 0.5 },
          (jobs) => runBatch(jobs, run),
        );
      }
    },
    stopWorkers: async () => {
      isStopping = true;
      if (style === "fetch") await loops;
      else await boss.offWork(queueName, { wait: true });
    },
    hasUnfinished: async () => {
      const [row] = await queryOnce<{ has: boolean }>(
        url,
        "SELECT EXISTS (SELECT FROM pgboss.job WHERE name = $1 AND state < 'completed') AS has",
        [queueName],
      );
      return row?.has === true;
    },
    close: async () => {
      if (starting) await boss.stop({ graceful: false });
    },
  };
}
