import { db } from "@package/db";
import { defineWorker, defineWorkers, QueueService } from "@package/queue";
import { z } from "zod";

const paymentsUrl = new URL(process.env.PAYMENTS_URL ?? "http://127.0.0.1:8080/charges");

const chargeOrder = defineWorker({
  input: z.object({ orderId: z.string(), cents: z.int().positive() }),
  backoff: { baseMs: 100 },
  run: async (order, { idempotencyKey, signal }) => {
    // The key is the same in every attempt of this task: the service charges once, and repeats its first response.
    const response = await fetch(paymentsUrl, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": idempotencyKey },
      body: JSON.stringify(order),
      signal,
    });
    if (!response.ok) throw new Error(`The payment service responded with status ${response.status}.`);
    return z.object({ chargeId: z.string() }).parse(await response.json());
  },
});

export const queue = new QueueService(db, { workers: defineWorkers({ CHARGE_ORDER: chargeOrder }) });
