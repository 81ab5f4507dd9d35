import { createPrismaClient } from "@package/db";
import { defineWorker, QueueService } from "@package/queue";

/** The type of tasks that only `startOtherProcess` runs, not the demo server. */
export const otherType = "REPORT_BUILD";

interface TaskData {
  name: string;
  /** How long the task takes, unless `run` says what it does. Default 0. */
  runMs?: number;
}

type Run = (report: (percent: number, note?: string) => void) => Promise<unknown>;

/**
 * Creates a queue that shares only the database with the demo app: this process adds and runs tasks through its own connections, and
 * the app learns of them from the database.
 */
export function startOtherProcess(databaseUrl: string) {
  const db = createPrismaClient(databaseUrl);
  const runs = new Map<string, Run>();
  const queue = new QueueService(db, {
    connectionString: databaseUrl,
    workers: {
      [otherType]: defineWorker({
        maxAttempts: 1,
        run: (data, { task, progress }) => runs.get(task.id)?.(progress) ?? wait((data as TaskData).runMs ?? 0),
      }),
    },
  });
  return {
    db,
    queue,
    /** Adds a task. Returns its id. */
    async add(ownerId: string, data: TaskData): Promise<string> {
      return (await queue.addToQueue(otherType, data, { ownerId })).id;
    },
    /** Adds many tasks at once. */
    async addMany(ownerId: string, count: number, runMs: number): Promise<void> {
      await queue.addManyToQueue(
        Array.from({ length: count }, (_, index) => ({
          type: otherType,
          data: { name: `Report ${index + 1}`, runMs },
          ownerId,
        })),
      );
    },
    /** Runs one task step by step. Resolves when it is finished. */
    async run(taskId: string, run: Run): Promise<void> {
      runs.set(taskId, run);
      try {
        await queue.processJob(taskId);
      } finally {
        runs.delete(taskId);
      }
    },
    async stop() {
      await queue.close();
      await db.$disconnect();
    },
  };
}

export type OtherProcess = ReturnType<typeof startOtherProcess>;

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
