import { db } from "@package/db";
import { defineWorker, defineWorkers, QueueService } from "@package/queue";
import { z } from "zod";

const workers = defineWorkers({
  GREET: defineWorker({
    input: z.object({ name: z.string().min(1) }),
    run: async ({ name }, context) => {
      context.progress(50, "Thinking of something nice to say");
      return { greeting: `Hello, ${name}!` };
    },
  }),
});

const queue = new QueueService(db, { workers });
queue.start({ concurrency: 5 }); // in this process, or in any number of others

const task = await queue.addToQueue("GREET", { name: "Ana" }); // another type or other data does not compile
const finished = await queue.waitForTask(task.id);
console.log(finished.status, finished.result);

await queue.close();
