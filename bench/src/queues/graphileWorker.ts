import { Logger, makeWorkerUtils, type Runner, run as runWorker } from "graphile-worker";
import type { BenchQueue, Payload } from "../BenchQueue.ts";
import { queryOnce } from "../servers/queryOnce.ts";

/** The settings of its own performance test: https://worker.graphile.org/docs/performance (24 jobs, pool of 25, local queue of 500, batching 0 ms). */
const recommendedConcurrency = 24;

const silent = new Logger(() => () => {});

export async function createGraphileWorker(url: string): Promise<BenchQueue> {
  const utils = await makeWorkerUtils({ connectionString: url, logger: silent });
  let runner: Runner | undefined;
  return {
    setUp: () => utils.migrate(),
    addMany: async (payloads) =>
      void (await utils.addJobs(payloads.map((payload) => ({ identifier: "bench", payload })))),
    addOne: async (payload) => void (await utils.addJob("bench", payload)),
    startWorkers: async ({ concurrency = recommendedConcurrency, run }) => {
      runner = await runWorker({
        taskList: { bench: async (payload) => run(payload as Payload) },
        preset: {
          worker: {
            connectionString: url,
            concurrentJobs: concurrency,
            maxPoolSize: concurrency + 1,
            // Its performance test fetches again after 10 ms when the queue was nearly empty.
            localQueue: { size: 500, refetchDelay: { durationMs: 10 } },
            completeJobBatchDelay: 0,
            failJobBatchDelay: 0,
            logger: silent,
          },
        },
        noHandleSignals: true,
      });
    },
    stopWorkers: async () => runner?.stop(),
    hasUnfinished: async () => {
      const [row] = await queryOnce<{ has: boolean }>(
        url,
        "SELECT EXISTS (SELECT FROM graphile_worker._private_jobs) AS has",
      );
      return row?.has === true;
    },
    close: async () => utils.release(),
  };
}
