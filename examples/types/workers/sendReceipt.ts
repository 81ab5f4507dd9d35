import { defineWorker } from "@package/queue";
import { z } from "zod";

export const sendReceipt = defineWorker({
  input: z.object({ orderId: z.string(), to: z.email() }),
  run: ({ orderId, to }) => ({ subject: `Receipt for order ${orderId}`, to }),
});
