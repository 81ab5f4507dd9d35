import { db } from "@package/db";
import { defineWorkers, QueueService } from "@package/queue";
import { chargeOrder } from "./workers/chargeOrder.ts";
import { sendReceipt } from "./workers/sendReceipt.ts";

export const workers = defineWorkers({ CHARGE_ORDER: chargeOrder, SEND_RECEIPT: sendReceipt });

export const queue = new QueueService(db, { workers });

declare module "@package/queue" {
  interface Register {
    workers: typeof workers;
    db: typeof db;
  }
}
