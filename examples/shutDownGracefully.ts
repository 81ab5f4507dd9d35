import { setTimeout as sleep } from "node:timers/promises";
import { db } from "@package/db";
import { defineWorker, defineWorkers, QueueService } from "@package/queue";
import { z } from "zod";

const workers = defineWorkers({
  WAIT: defineWorker({
    input: z.object({ ms: z.int().min(0) }),
    run: async ({ ms }, { signal }) => {
      await sleep(ms, undefined, { signal });
      return "waited";
    },
  }),
});

const queue = new QueueService(db, { workers });
queue.on("started", ({ id }) => console.log(`started ${id}`));
queue.start({ concurrency: 10, shutdownGraceMs: 20_000 });
console.log("running");

// Nothing new is claimed from here on. What runs may finish for 20 s; what is still running then goes back to the
// queue without losing an attempt. Give the platform's own grace period a few seconds more than that.
async function shutDown() {
  await queue.close();
  await db.$disconnect();
  console.log("stopped");
}
process.once("SIGTERM", shutDown);
process.once("SIGINT", shutDown);
