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

// From here on, the runner claims no task. Running tasks get 20 s to finish; then the runner releases the others
// without using an attempt. Set the grace period of your platform a few seconds longer than that.
async function shutDown() {
  await queue.close();
  await db.$disconnect();
  console.log("stopped");
}
process.once("SIGTERM", shutDown);
process.once("SIGINT", shutDown);
