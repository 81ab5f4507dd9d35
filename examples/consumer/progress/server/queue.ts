import { setTimeout as sleep } from "node:timers/promises";
import { createLiveStatus } from "@package/api";
import { defineWorker, defineWorkers, QueueService } from "@package/queue";
import { PrismaPg } from "@prisma/adapter-pg";
import { z } from "zod";
import { PrismaClient } from "./generated/client.ts";

const connectionString = process.env.DATABASE_URL;

export const db = new PrismaClient({ adapter: new PrismaPg({ connectionString }) });

const workers = defineWorkers({
  IMPORT_CONTACTS: defineWorker({
    input: z.object({ fileName: z.string(), rows: z.number().int() }),
    run: async ({ rows }, { progress, signal }) => {
      for (let row = 1; row <= rows; row += 1) {
        await sleep(50, undefined, { signal }); // your code imports the row here
        progress((row / rows) * 100, `${row} of ${rows} rows`);
      }
      return { rows };
    },
  }),
});

export const queue = new QueueService(db, { workers, connectionString });

/** Sends changes to open pages. One per process. */
export const live = createLiveStatus({ db, connectionString });

declare module "@package/queue" {
  interface Register {
    workers: typeof workers; // types the data of useTask<"IMPORT_CONTACTS">
  }
}
