import { randomUUID } from "node:crypto";
import type { PrismaClient } from "@package/db";
import type { QueueStatus } from "../../src/index.ts";

export interface RowOptions {
  owner?: string;
  status?: QueueStatus;
  type?: string;
  data?: object;
  /** Milliseconds from now. */
  dueInMs?: number;
  startedAgoMs?: number;
  finishedAgoMs?: number;
  processedAgoMs?: number;
  errorMessage?: string;
}

const finished: ReadonlySet<string> = new Set(["COMPLETED", "MAX_RETRIES_REACHED", "CANCELLED"]);

/** Writes rows as the queue leaves them. Returns their ids in the order of adding. */
export async function insertTasks(db: PrismaClient, rows: readonly RowOptions[]): Promise<string[]> {
  const now = Date.now();
  const ago = (ms: number | undefined) => (ms === undefined ? null : new Date(now - ms));
  const tasks = rows.map(({ owner = "ana", status = "PENDING", type = "PHOTO", data = {}, ...times }, n) => ({
    id: `c${randomUUID().replaceAll("-", "").slice(0, 24)}`,
    type,
    data,
    status,
    ownerId: owner,
    createdAt: new Date(now - 1_000_000 + n),
    errorMessage: times.errorMessage ?? null,
    scheduledFor: times.dueInMs === undefined ? null : new Date(now + times.dueInMs),
    startedAt: ago(times.startedAgoMs),
    processedAt: ago(times.processedAgoMs),
    finishedAt: finished.has(status) ? ago(times.finishedAgoMs ?? 500_000 - n) : null,
    ...(status === "PROCESSING" && { leaseToken: randomUUID(), leaseExpiresAt: new Date(now + 60_000) }),
  }));
  // One by one, so that the sequence follows the order of the list.
  if (tasks.length <= 100) for (const task of tasks) await db.queueTask.create({ data: task });
  else await db.queueTask.createMany({ data: tasks });
  return tasks.map(({ id }) => id);
}
