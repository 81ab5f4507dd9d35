import { defineWorker, defineWorkers } from "@package/queue";
import { z } from "zod";

/** What the workers call. Tests replace it. */
export interface Mailer {
  send(to: string, subject: string): Promise<void>;
}

export const createWorkers = (mailer: Mailer) =>
  defineWorkers({
    REMINDER: defineWorker({
      input: z.object({ to: z.email() }),
      maxAttempts: 3,
      backoff: { baseMs: 60_000, jitter: 0 },
      run: async ({ to }) => mailer.send(to, "Your trial ends tomorrow"),
    }),
    EXPORT: defineWorker({
      input: z.object({ userId: z.string(), to: z.email() }),
      run: async ({ userId, to }, { addToQueue, signal }) => {
        await mailer.send(to, `Export of ${userId} begins`);
        signal.throwIfAborted();
        await addToQueue("REMINDER", { to }, { delayMs: 13 * 86_400_000 });
        return { file: `exports/${userId}.csv` };
      },
    }),
  });
