import { defineWorker, defineWorkers, QueueService } from "@package/queue";
import { createBuiltInWorkers } from "@package/queue/workers";
import { z } from "zod";
import { db } from "./db.js";

const workers = defineWorkers({
  PAY_ORDER: defineWorker({
    input: z.object({ orderId: z.int() }),
    run: async ({ orderId }) => {
      const order = await db.order.update({ where: { id: orderId }, data: { paidAt: new Date() } });
      return { receiptFor: order.email };
    },
  }),
});

const queue = new QueueService(db, {
  workers,
  connectionString: process.env.DATABASE_URL,
});
queue.start({ concurrency: 2 });

const order = await db.$transaction(async (tx) => {
  const created = await tx.order.create({ data: { email: "ana@example.com" } });
  const task = await queue.addToQueue("PAY_ORDER", { orderId: created.id }, { tx });
  return tx.order.update({ where: { id: created.id }, data: { receiptTaskId: task.id } });
});
await queue.waitForTask(order.receiptTaskId ?? "");
const paid = await db.order.findUniqueOrThrow({ where: { id: order.id }, include: { receiptTask: true } });

// The built-in workers need libraries that this project does not have.
const url = process.env.MAIL_URL;
const builtIn = new QueueService(db, { workers: url ? createBuiltInWorkers({ db, mail: { url } }) : undefined });
const email = await builtIn.addToQueue("EMAIL_SEND", { to: "ana@example.com", template: "welcome" });
const refusal = await builtIn.processJob(email.id).catch((error: unknown) => String(error));

console.log(
  JSON.stringify({
    isPaid: paid.paidAt !== null,
    status: paid.receiptTask?.status,
    result: paid.receiptTask?.result,
    refusal,
  }),
);
await builtIn.close();
await queue.close();
await db.$disconnect();
