import { db } from "@package/db";
import { defineWorker, defineWorkers, QueueService, UnrecoverableError } from "@package/queue";
import { z } from "zod";

const resizeAvatar = defineWorker({
  input: z.object({
    userId: z.string(),
    sizes: z.array(z.int().min(16).max(2048)).min(1).default([64, 256]),
  }),
  maxAttempts: 5,
  timeoutMs: 30_000,
  concurrency: 2,
  backoff: { baseMs: 500, factor: 3, maxMs: 60_000 },
  // `run` receives the output of the schema, with defaults filled in.
  run: async ({ userId, sizes }, context) => {
    const made: string[] = [];
    for (const size of sizes) {
      context.signal.throwIfAborted();
      made.push(`avatars/${userId}-${size}.webp`);
      context.progress((made.length / sizes.length) * 100, `${made.length} of ${sizes.length} sizes`);
    }
    context.log("info", "Avatar resized", { userId, made });
    return { made };
  },
});

const closeAccount = defineWorker({
  version: "2", // increase it with each change of `input`
  input: z.object({ userId: z.string() }),
  run: async ({ userId }, context) => {
    if (userId === "root") throw new UnrecoverableError("The root account cannot be closed.");
    // Workers can add tasks. The new task gets the owner of this one.
    await context.addToQueue("RESIZE_AVATAR", { userId, sizes: [16] }, { priority: -1 });
    return { closedAt: new Date().toISOString() };
  },
});

/** All workers of the application, by task type. */
export const workers = defineWorkers({ RESIZE_AVATAR: resizeAvatar, CLOSE_ACCOUNT: closeAccount });

export const queue = new QueueService(db, { workers });
