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
  // `sizes` is there even when it was not given: the worker gets what the schema makes of the data.
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
  version: "2", // raised with each change of `input`
  input: z.object({ userId: z.string() }),
  run: async ({ userId }, context) => {
    if (userId === "root") throw new UnrecoverableError("The root account cannot be closed.");
    // Tasks can add tasks; the owner of this one owns the new one as well.
    await context.addToQueue("RESIZE_AVATAR", { userId, sizes: [16] }, { priority: -1 });
    return { closedAt: new Date().toISOString() };
  },
});

/** All of the application's workers, by the type that tasks name. */
export const workers = defineWorkers({ RESIZE_AVATAR: resizeAvatar, CLOSE_ACCOUNT: closeAccount });

export const queue = new QueueService(db, { workers });
