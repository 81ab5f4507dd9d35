import { db } from "@package/db";
import { defineWorker, defineWorkers, QueueService } from "@package/queue";
import { z } from "zod";

const workers = defineWorkers({
  SALES_REPORT: defineWorker({
    input: z.object({ region: z.string() }),
    run: ({ region }, { task }) => {
      // The slot says which day the report is about, also if the task runs late.
      const slot = task.scheduledSlot ?? new Date();
      return { region, until: slot.toISOString() };
    },
  }),
  CLEAR_CACHE: defineWorker({ run: () => {} }),
});

export const queue = new QueueService(db, {
  workers,
  release: process.env.GIT_COMMIT, // optional: see "What happens during a deployment?"
  schedules: {
    "nightly-sales": {
      type: "SALES_REPORT",
      data: { region: "EU" }, // checked by the compiler, and by the worker's schema
      cron: "30 2 * * *",
      timeZone: "Europe/Berlin",
      options: { tags: ["reports"], maxAttempts: 5 },
    },
    "clear-cache": { type: "CLEAR_CACHE", data: null, everyMs: 600_000, missed: "skip" },
  },
});

// In the processes that run tasks: queue.start() writes the schedules to the database.
