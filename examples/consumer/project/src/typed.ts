// Compiled only: an application whose modules export what the compiler infers, also with `declaration`.
import { defineWorker, defineWorkers, QueueService, type TaskInput, type TransactionClient } from "@package/queue";
import { z } from "zod";
import { db } from "./db.js";

export const chargeOrder = defineWorker({
  input: z.object({ orderId: z.string(), note: z.string().optional() }),
  providers: ["bank-a", "bank-b"],
  run: async ({ orderId }, context) => {
    const receipt = await context.addToQueue("SEND_RECEIPT", { orderId, at: new Date() });
    return { receiptTaskId: receipt.id, provider: context.provider };
  },
});

export const workers = defineWorkers({
  CHARGE_ORDER: chargeOrder,
  SEND_RECEIPT: defineWorker({
    input: z.object({ orderId: z.string(), at: z.coerce.date() }),
    run: async ({ at }) => ({ sentAt: at }),
  }),
});

export const queue = new QueueService(db, { workers });

declare module "@package/queue" {
  interface Register {
    workers: typeof workers;
    db: typeof db;
  }
}

export const charge = (orderId: string, tx?: TransactionClient) =>
  queue.addToQueue("CHARGE_ORDER", { orderId, note: undefined }, { tx, priority: undefined, tags: undefined });

export const chargeAll = (orderIds: readonly string[]) =>
  queue.addManyToQueue(
    orderIds.map((orderId) => ({ type: "CHARGE_ORDER", data: { orderId }, uniqueKey: undefined })),
    { tx: undefined },
  );

export const chargeInTransaction = (orderId: string) => db.$transaction((tx) => charge(orderId, tx));

export async function readSentAt(taskId: string) {
  const task = await queue.readFromQueue(taskId, { type: "SEND_RECEIPT" });
  return task?.result?.sentAt; // a string: results are JSON
}

export const waitForReceipt = (taskId: string) => queue.waitForTask(taskId, { type: "SEND_RECEIPT" });
export const waitFor = async (orderId: string) => queue.waitForTask(await charge(orderId));
export const explain = (taskId: string) => queue.explainTask(taskId);
export const onFailed = (listener: (type: string, waitMs: number) => void) =>
  queue.on("exhausted", ({ type, waitMs }) => listener(type, waitMs));
export const runner = () => queue.start({ types: ["CHARGE_ORDER"] });
export const stats = () => runner().stats();
export const retry = () => queue.retryFailedQueueTasks();
export const add = queue.addToQueue;
export const addMany = queue.addManyToQueue;
export const read = queue.readFromQueue;
export const wait = queue.waitForTask;
export const addAny = <TType extends keyof typeof workers>(type: TType, data: TaskInput<typeof workers, TType>) =>
  queue.addToQueue(type, data);
export const countErrors = defineWorkers({
  COUNT: defineWorker({ run: () => ({ errors: new Map<string, number>() }) }),
});
export const readCounts = (counts: QueueService<typeof countErrors>, id: string) =>
  counts.readFromQueue(id, { type: "COUNT" });
export const contextOf = (context: Parameters<typeof chargeOrder.run>[1]) => context;
export const addOf = (context: Parameters<typeof chargeOrder.run>[1]) => context.addToQueue;
