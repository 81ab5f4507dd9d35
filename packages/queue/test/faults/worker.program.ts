// A process that runs tasks. It prints a line for each action of its workers, without using the database for that.
import { setTimeout as sleep } from "node:timers/promises";
import { createPrismaClient } from "@package/db";
import { defineWorker, QueueService } from "../../src/index.ts";
import type { WorkerProgramOptions } from "./startWorkerProgram.ts";

const options = JSON.parse(process.env.WORKER_PROGRAM ?? "{}") as WorkerProgramOptions;
const { url, hasOwnConnections, concurrency, shutdownGraceMs, ...service } = options;
const print = (...words: unknown[]) => void process.stdout.write(`${words.join(" ")}\n`);

const queue = new QueueService(createPrismaClient(url), {
  workers: {
    /** Runs for `ms` and ignores its signal. */
    DEAF: defineWorker({
      run: async (data, { task, signal, attempt }) => {
        print("start", task.id, attempt);
        signal.addEventListener("abort", () => print("abort", task.id, signal.reason?.code));
        await sleep((data as { ms: number }).ms);
        print("end", task.id);
        return { pid: process.pid };
      },
    }),
    POISON: defineWorker({
      run: () => process.exit(9),
      maxAttempts: 3,
    }),
  },
  ...(hasOwnConnections ? { connectionString: url } : {}),
  pollMs: 50,
  ...service,
  logger: { info: () => {}, warn: (message) => print("warn", message), error: (message) => print("error", message) },
});
queue.on("leaseLost", ({ id }) => print("leaseLost", id));
queue.on("released", ({ id }) => print("released", id));
queue.start({ concurrency, shutdownGraceMs });
process.on("SIGTERM", () => {
  print("stopping");
  void queue.close().then(() => process.exit(0));
});
print("running");
