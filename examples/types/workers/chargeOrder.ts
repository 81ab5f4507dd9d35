import { defineWorker } from "@package/queue";
import { z } from "zod";

export const chargeOrder = defineWorker({
  input: z.object({ orderId: z.string(), email: z.email(), cents: z.int().positive() }),
  run: async ({ orderId, email }, context) => {
    // The compiler checks the type and the data. No annotation is needed to return the id.
    const receipt = await context.addToQueue("SEND_RECEIPT", { orderId, to: email });
    return { receiptTaskId: receipt.id };
  },
});
