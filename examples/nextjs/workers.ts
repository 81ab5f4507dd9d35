import { setTimeout as sleep } from "node:timers/promises";
import { db } from "@package/db";
import { defineWorker, defineWorkers } from "@package/queue";
import { z } from "zod";

export const workers = defineWorkers({
  FIND_COMPANY: defineWorker({
    // The toast shows the title.
    input: z.object({ email: z.email(), title: z.string() }),
    run: async ({ email }, { task, progress, signal }) => {
      const domain = email.slice(email.indexOf("@") + 1);
      for (const percent of [20, 55, 90]) {
        progress(percent, `Searching for ${domain}`);
        await sleep(1_000, undefined, { signal }); // your code calls a directory of companies here
      }
      const company = domain.split(".").at(-2) ?? domain;
      await db.contact.updateMany({ where: { importId: task.id }, data: { company } });
      return { company };
    },
  }),
});

declare module "@package/queue" {
  interface Register {
    workers: typeof workers; // the compiler knows the data of useTask<"FIND_COMPANY">
  }
}
