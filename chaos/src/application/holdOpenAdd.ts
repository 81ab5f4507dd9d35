import { setTimeout as sleep } from "node:timers/promises";
import { createPrismaClient } from "@package/db";
import { type AddToQueueOptions, QueueService, type Workers } from "@package/queue";

export interface OpenAdd {
  url: string;
  type: string;
  addId: string;
  options: AddToQueueOptions;
  /** Milliseconds that the transaction stays open after the add. */
  holdMs: number;
  isKept: boolean;
}

class Rollback extends Error {}

export interface OpenAddOutcome {
  outcome: "ok" | "rolledBack" | "unknown";
  taskId: string | null;
  error?: unknown;
}

/** Adds a task in a transaction of the application that stays open for a while, and commits it or rolls it back. */
export async function holdOpenAdd({ url, type, addId, options, holdMs, isKept }: OpenAdd): Promise<OpenAddOutcome> {
  const db = createPrismaClient(url, { poolSize: 1 });
  const queue = new QueueService<Workers>(db, { workers: {} });
  try {
    const taskId = await db.$transaction(
      async (tx) => {
        const { id, data } = await queue.addToQueue(type, { addId }, { ...options, tx });
        // If the key was taken, the add returned the task that has it, and locks nothing.
        if ((data as { addId?: unknown }).addId === addId) await sleep(holdMs);
        if (!isKept) throw new Rollback();
        return id;
      },
      { timeout: 60_000, maxWait: 10_000 },
    );
    return { outcome: "ok", taskId };
  } catch (error) {
    return error instanceof Rollback
      ? { outcome: "rolledBack", taskId: null }
      : { outcome: "unknown", taskId: null, error };
  } finally {
    await queue.close().catch(() => {});
    await db.$disconnect().catch(() => {});
  }
}
