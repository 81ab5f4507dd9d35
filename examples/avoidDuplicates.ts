import { db } from "@package/db";
import { defineWorker, defineWorkers, isQueueError, QueueService } from "@package/queue";
import { z } from "zod";

const workers = defineWorkers({
  SYNC_ACCOUNT: defineWorker({
    input: z.object({ accountId: z.string() }),
    run: ({ accountId }, context) => context.log("info", "Account synchronized", { accountId }),
  }),
});

export const queue = new QueueService(db, { workers });

/** Adds a task for this account. While an earlier one is unfinished, returns that one instead. */
export function syncAccount(accountId: string) {
  return queue.addToQueue("SYNC_ACCOUNT", { accountId }, { uniqueKey: accountId });
}

/** Adds a task for this account, or returns null while an earlier one is unfinished. */
export async function requestSync(accountId: string) {
  try {
    return await queue.addToQueue("SYNC_ACCOUNT", { accountId }, { uniqueKey: accountId, onConflict: "error" });
  } catch (error) {
    if (isQueueError(error, "UNIQUE_KEY_TAKEN")) return null;
    throw error;
  }
}

/** Adds a task for each call. Tasks of the same account run one after the other. */
export function syncInTurn(accountId: string) {
  return queue.addToQueue("SYNC_ACCOUNT", { accountId }, { concurrencyKey: `sync:${accountId}` });
}
