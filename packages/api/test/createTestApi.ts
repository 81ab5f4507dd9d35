import { randomUUID } from "node:crypto";
import type { PrismaClient } from "@package/db";
import { createTestDatabase } from "@package/db/testing";
import { defineWorker, QueueService } from "@package/queue";
import { z } from "zod";
import { type ApiContext, createTRPCRouter, queueRouter, type SessionUser } from "../src/index.ts";

const workers = {
  IMAGE_PROCESS: defineWorker({ run: async () => ({ done: true }) }),
  EMAIL_SEND: defineWorker({ run: async () => ({ done: true }) }),
  CONTACT_IMPORT: defineWorker({ input: z.object({ fileUrl: z.string() }), run: async () => ({ done: true }) }),
  FAILS: defineWorker({
    maxAttempts: 2,
    run: async () => {
      throw new Error("the password: hunter2 was refused");
    },
  }),
};

export const ana = userNamed("ana");
export const ben = userNamed("ben");

function userNamed(name: string): SessionUser {
  return { id: `user-${name}`, role: "user" };
}

export const router = createTRPCRouter({ queue: queueRouter });

/** Calls procedures without HTTP. */
export const createCaller = (context: ApiContext) => router.createCaller(context);

/** A database of its own and a caller for each user, as the server would make them. */
export async function createTestApi() {
  const { db, drop, url } = await createTestDatabase();
  const queue = new QueueService(db, { workers });
  const contextOf = (user: SessionUser | null): ApiContext => ({
    session: user && { user },
    db,
    queue,
    requestId: "request-1",
  });
  return {
    db,
    url,
    queue,
    contextOf,
    as: (user: SessionUser | null) => createCaller(contextOf(user)),
    close: async () => {
      await queue.close();
      await drop();
    },
  };
}

export interface RowOptions {
  owner: SessionUser | null;
  status?: "PENDING" | "PROCESSING" | "COMPLETED" | "FAILED" | "MAX_RETRIES_REACHED" | "CANCELLED";
  type?: string;
  data?: object;
  finishedAt?: Date;
}

const terminal = new Set(["COMPLETED", "MAX_RETRIES_REACHED", "CANCELLED"]);

/** Writes rows as the queue leaves them, without running anything. Returns their ids in the order written. */
export async function insertRows(db: PrismaClient, rows: readonly RowOptions[]): Promise<string[]> {
  const tasks = rows.map(({ owner, status = "PENDING", type = "IMAGE_PROCESS", data = {}, finishedAt }, index) => ({
    id: `c${randomUUID().replaceAll("-", "").slice(0, 24)}`,
    type,
    data,
    status,
    ownerId: owner?.id ?? null,
    finishedAt: terminal.has(status) ? (finishedAt ?? new Date(Date.now() - 1_000_000 + index)) : null,
    ...(status === "PROCESSING" && { leaseToken: randomUUID(), leaseExpiresAt: new Date(Date.now() + 60_000) }),
  }));
  // One by one, so that the sequence follows the order of the list.
  for (const task of tasks) await db.queueTask.create({ data: task });
  return tasks.map((task) => task.id);
}
