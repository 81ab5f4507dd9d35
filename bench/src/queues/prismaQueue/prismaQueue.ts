import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createQueue } from "@mgcrea/prisma-queue";
import { PrismaPg } from "@prisma/adapter-pg";
import type { BenchQueue, Payload, WorkerSettings } from "../../BenchQueue.ts";
import { queryOnce } from "../../servers/queryOnce.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const client = new URL("./generated/client.ts", import.meta.url);

interface GeneratedClient {
  PrismaClient: new (options: { adapter: PrismaPg }) => { $disconnect(): Promise<void> };
}

/**
 * @mgcrea/prisma-queue with its shortest intervals (its table of options: jobInterval at least 10 ms, pollInterval at
 * least 100 ms; https://github.com/mgcrea/prisma-queue#options): it starts one job per jobInterval, so these bound it.
 */
export async function createPrismaQueue(url: string): Promise<BenchQueue> {
  await generateClient();
  const { PrismaClient } = (await import(client.href)) as GeneratedClient;
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 10 }) });
  let run: WorkerSettings["run"] = () => undefined;
  const open = (maxConcurrency: number) =>
    createQueue<{ n: number; sentAtMs: number }, null, typeof prisma>(
      { prisma, name: "bench", maxConcurrency, jobInterval: 10, pollInterval: 100 },
      async ({ payload }) => {
        await run(payload as Payload);
        return null;
      },
    );
  const producer = open(1);
  let consumer: ReturnType<typeof open> | undefined;
  return {
    setUp: async () => void (await queryOnce(url, await readFile(join(here, "createTables.sql"), "utf8"))),
    addMany: async (payloads) => void (await producer.enqueueMany(payloads.map((payload) => ({ ...payload })))),
    addOne: async (payload) => void (await producer.enqueue({ ...payload })),
    startWorkers: async (settings) => {
      run = settings.run;
      consumer = open(settings.concurrency ?? 10);
      void consumer.start();
    },
    stopWorkers: async () => consumer?.stop(),
    hasUnfinished: async () => {
      const [row] = await queryOnce<{ has: boolean }>(
        url,
        `SELECT EXISTS (SELECT FROM queue_jobs WHERE "finishedAt" IS NULL) AS has`,
      );
      return row?.has === true;
    },
    close: () => prisma.$disconnect(),
  };
}

/** The client is generated at its first use, so that the install does not wait for it. */
async function generateClient(): Promise<void> {
  if (existsSync(client)) return;
  const cli = join(dirname(createRequire(import.meta.url).resolve("prisma/package.json")), "build/index.js");
  await promisify(execFile)(process.execPath, [cli, "generate"], { cwd: here });
}
