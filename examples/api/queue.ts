import { createLiveStatus } from "@package/api";
import { db } from "@package/db";
import { defineWorker, defineWorkers, QueueService } from "@package/queue";
import { z } from "zod";

const workers = defineWorkers({
  SEND_REPORT: defineWorker({
    input: z.object({ month: z.string(), apiKey: z.string() }),
    run: ({ month }) => ({ pages: month.length }),
  }),
});

const connectionString = process.env.DATABASE_URL;

export const queue = new QueueService(db, { workers, connectionString });

/** One per process. Without a connection string, it polls the database while somebody listens. */
export const live = createLiveStatus({ db, connectionString });
