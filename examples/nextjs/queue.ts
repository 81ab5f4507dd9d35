import { db } from "@package/db";
import { type QueueRunner, QueueService } from "@package/queue";
import { workers } from "@/workers";

type Queue = QueueService<typeof workers>;

// Next.js loads this module several times in one process: for each kind of route, and in development after each change.
const shared = globalThis as typeof globalThis & { queue?: Queue; runner?: QueueRunner };
const isDevelopment = process.env.NODE_ENV === "development";
const known = isDevelopment ? undefined : shared.queue;

/** The service of this process. In development, each reload creates one with the new code. */
export const queue: Queue = known ?? new QueueService(db, { workers });
shared.queue = queue;

/** Starts the runner of this process. If there is one, it finishes its running tasks and claims no others. */
export function startRunner(): void {
  void shared.runner?.stop();
  shared.runner = queue.start();
}

if (isDevelopment && shared.runner) startRunner(); // this is a reload
