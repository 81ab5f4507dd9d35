import { createPrismaClient, migrate } from "@package/db";
import { defineWorker, QueueService } from "@package/queue";
import type { BenchQueue, Payload, WorkerSettings } from "../BenchQueue.ts";
import { hasUnfinishedRows } from "./queueTable.ts";

export interface OwnQueueOptions {
  /** Whether the queue has its own connections, or uses only the Prisma client. */
  usesConnectionString: boolean;
}

/** This project's queue. */
export async function createOwnQueue(url: string, { usesConnectionString }: OwnQueueOptions): Promise<BenchQueue> {
  const db = createPrismaClient(url);
  let run: WorkerSettings["run"] = () => undefined;
  const noop = defineWorker({ run: (payload) => run(payload as Payload) });
  const queue = new QueueService(db, {
    workers: { BENCH: noop },
    ...(usesConnectionString ? { connectionString: url } : {}),
  });
  let runner: ReturnType<typeof queue.start> | undefined;
  return {
    setUp: async () => void (await migrate(url)),
    addMany: async (payloads) =>
      void (await queue.addManyToQueue(payloads.map((data) => ({ type: "BENCH", data }) as const))),
    addOne: async (payload) => void (await queue.addToQueue("BENCH", payload)),
    startWorkers: async (settings) => {
      run = settings.run;
      runner = queue.start({ concurrency: settings.concurrency ?? 100 });
    },
    stopWorkers: async () => runner?.stop(),
    hasUnfinished: () => hasUnfinishedRows(url),
    close: async () => {
      await queue.close();
      await db.$disconnect();
    },
  };
}
