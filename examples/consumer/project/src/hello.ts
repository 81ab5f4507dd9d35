import { defineWorker, defineWorkers, QueueService } from "@package/queue";
import { PrismaPg } from "@prisma/adapter-pg";
import { z } from "zod";
import { PrismaClient } from "./generated/prisma/client.js";

const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL }) });

const workers = defineWorkers({
  GREET: defineWorker({
    input: z.object({ name: z.string().min(1) }),
    run: ({ name }) => ({ greeting: `Hello, ${name}!` }),
  }),
});

const queue = new QueueService(db, { workers });
queue.start(); // runs tasks in this process; more processes may do the same

const task = await queue.addToQueue("GREET", { name: "Ana" }); // an unknown type or wrong data is a compile error
const finished = await queue.waitForTask(task);
console.log(finished.status, finished.result); // COMPLETED { greeting: 'Hello, Ana!' }

await queue.close();
await db.$disconnect();
