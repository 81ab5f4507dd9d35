import { defineWorker, defineWorkers, QueueService } from "@package/queue";
import { createBuiltInWorkers } from "@package/queue/workers";
import { PrismaPg } from "@prisma/adapter-pg";
import { z } from "zod";
import { PrismaClient } from "../../../generated/prisma/client";

const connectionString = process.env.DATABASE_URL;
const db = new PrismaClient({ adapter: new PrismaPg({ connectionString }) });

const workers = defineWorkers({
  GREET: defineWorker({
    input: z.object({ name: z.string() }),
    run: ({ name }) => ({ greeting: `Hello, ${name}!` }),
  }),
});
const queue = new QueueService(db, { workers, connectionString });

// The built-in workers need libraries that this project does not have.
const url = process.env.MAIL_URL;
const builtIn = new QueueService(db, { workers: url ? createBuiltInWorkers({ db, mail: { url } }) : undefined });

export async function POST() {
  const runner = queue.start({ concurrency: 2 });
  const { id } = await queue.addToQueue("GREET", { name: "Ana" });
  const { status, result } = await queue.waitForTask(id);
  await runner.stop();

  const email = await builtIn.addToQueue("EMAIL_SEND", { to: "ana@example.com", template: "welcome" });
  const refusal = await builtIn.processJob(email.id).catch((error: unknown) => String(error));
  return Response.json({ status, result, refusal });
}
