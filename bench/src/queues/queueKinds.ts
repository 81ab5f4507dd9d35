import type { QueueKind } from "../BenchQueue.ts";

/** Name of the queue that the others are compared with. */
export const ours = "queue";

/** All queues that can be compared, in the order of the tables. Each process imports only the module of its own. */
export const queueKinds: readonly QueueKind[] = [
  {
    name: ours,
    title: "this queue",
    packageName: "@package/queue",
    store: "postgres",
    configuration: "with `connectionString`, concurrency 100, all else default; finished rows kept, fencing on",
    paceHint: 30_000,
    keepsFinished: true,
    create: async (url) => (await import("./ownQueue.ts")).createOwnQueue(url, { usesConnectionString: true }),
  },
  {
    name: "queue-prisma",
    title: "this queue, through Prisma only",
    packageName: "@package/queue",
    store: "postgres",
    configuration:
      "no `connectionString`: every statement goes through the Prisma client, and new tasks are found by polling",
    paceHint: 20_000,
    keepsFinished: true,
    create: async (url) => (await import("./ownQueue.ts")).createOwnQueue(url, { usesConnectionString: false }),
  },
  {
    name: "plain-sql",
    title: "plain-SQL baseline",
    packageName: "pg",
    store: "postgres",
    configuration:
      "the same rows and changes of state in batches of 500 on three connections, without the code of a queue",
    paceHint: 30_000,
    keepsFinished: true,
    create: async (url) => (await import("./plainSql.ts")).createPlainSql(url),
  },
  {
    name: "graphile-worker",
    title: "graphile-worker",
    packageName: "graphile-worker",
    store: "postgres",
    configuration:
      "24 jobs at once, pool of 25, local queue of 500, completions batched ([its performance page](https://worker.graphile.org/docs/performance)); finished jobs are deleted",
    paceHint: 20_000,
    keepsFinished: false,
    create: async (url) => (await import("./graphileWorker.ts")).createGraphileWorker(url),
  },
  {
    name: "pg-boss-work",
    title: "pg-boss, work()",
    packageName: "pg-boss",
    store: "postgres",
    configuration:
      "batches of 500, burstWhenBatchFull, localConcurrency 3, NOTIFY on ([its page on workers](https://timgit.github.io/pg-boss/#/./api/workers))",
    paceHint: 10_000,
    keepsFinished: true,
    create: async (url) => (await import("./pgBoss.ts")).createPgBoss(url, { style: "work" }),
  },
  {
    name: "pg-boss-fetch",
    title: "pg-boss, fetch/complete",
    packageName: "pg-boss",
    store: "postgres",
    configuration: "a bare loop of `fetch()` and `complete()` with batches of 500, three side by side",
    paceHint: 15_000,
    keepsFinished: true,
    create: async (url) => (await import("./pgBoss.ts")).createPgBoss(url, { style: "fetch" }),
  },
  {
    name: "bullmq-redis",
    title: "BullMQ on Redis",
    packageName: "bullmq",
    store: "redis",
    configuration:
      "concurrency 50 ([its page on concurrency](https://docs.bullmq.io/guide/workers/concurrency)); Redis with AOF, fsync every second ([going to production](https://docs.bullmq.io/guide/going-to-production)), so up to a second of tasks can be lost",
    paceHint: 8_000,
    keepsFinished: true,
    create: async (url) => (await import("./bullmq.ts")).createBullmqOnRedis(url),
  },
  {
    name: "bullmq-postgres",
    title: "BullMQ on PostgreSQL",
    packageName: "bullmq",
    store: "postgres",
    configuration: "concurrency 50, pool of 20 ([its page on PostgreSQL](https://docs.bullmq.io/guide/postgresql))",
    paceHint: 800,
    keepsFinished: true,
    create: async (url) => (await import("./bullmq.ts")).createBullmqOnPostgres(url),
  },
  {
    name: "prisma-queue",
    title: "@mgcrea/prisma-queue",
    packageName: "@mgcrea/prisma-queue",
    store: "postgres",
    configuration:
      "maxConcurrency 10, jobInterval 10 ms, pollInterval 100 ms, the shortest that it takes ([its options](https://github.com/mgcrea/prisma-queue#options))",
    paceHint: 80,
    keepsFinished: true,
    create: async (url) => (await import("./prismaQueue/prismaQueue.ts")).createPrismaQueue(url),
  },
];

/** Finds a queue by its name on the command line. @throws Error when there is none */
export function findQueueKind(name: string): QueueKind {
  const kind = queueKinds.find((candidate) => candidate.name === name);
  if (kind) return kind;
  throw new Error(`Unknown queue "${name}". Known queues: ${queueKinds.map((queue) => queue.name).join(", ")}.`);
}
