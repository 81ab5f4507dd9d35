import { listDueFailedTasks } from "../claiming/listDueFailedTasks.ts";
import type { QueueCore } from "../core.ts";
import { readTask } from "../database/readTask.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { summariseError } from "../domain/errors/summariseError.ts";
import type { RetryResult, RetrySummary } from "../domain/types.ts";
import { rescueTasks } from "../maintenance/rescueTasks.ts";
import type { AddToQueue } from "../running/AddToQueue.ts";
import { refuseUnknown, wholeNumber } from "../validation/checkValues.ts";
import { processTask } from "./processTask.ts";

/** How `retryFailedQueueTasks` works. All optional. */
export interface RetryFailedOptions {
  /** Tasks that run at once. Default 5. */
  concurrency?: number;
  /** Tasks at the most. Default 100. */
  limit?: number;
}

/** Runs failed tasks whose next attempt is due, in this process; those of dead processes are among them. */
export async function retryDueTasks(
  core: QueueCore,
  options: RetryFailedOptions,
  addToQueue: AddToQueue,
  isClosing: () => boolean,
): Promise<RetrySummary> {
  refuseUnknown(options, ["concurrency", "limit"]);
  const concurrency = wholeNumber("concurrency", options.concurrency ?? 5, 1, 1_000);
  const limit = wholeNumber("limit", options.limit ?? 100, 1, 10_000);
  // Where only this is called, as on a serverless host, nobody else takes back what a dead process left.
  const patience = { signMs: core.settings.leaseMs / 2, impatientWith: [] };
  const { rescued } = await retryTransient(() => rescueTasks(core.database, 0, patience));
  for (const task of rescued) core.events.emit("rescued", task);
  const due = await retryTransient(() => listDueFailedTasks(core.database, Object.keys(core.workers), limit));
  const results: RetryResult[] = [];
  const queue = due.values();
  const runOne = async () => {
    for (const task of queue) {
      if (isClosing()) return;
      const result = await retryOne(core, task, addToQueue);
      if (result) results.push(result);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, runOne));
  return summarise(results);
}

/** Undefined when somebody else was faster. */
async function retryOne(
  core: QueueCore,
  { id, type }: { id: string; type: string },
  addToQueue: AddToQueue,
): Promise<RetryResult | undefined> {
  try {
    const task = await processTask(core, id, { skipIfProcessing: true, onlyDueFailed: true }, addToQueue);
    return task ? { id, type, status: task.status, success: task.status === "COMPLETED" } : undefined;
  } catch (error) {
    const row = await readTask(core.database, id).catch(() => undefined);
    return { id, type, status: row?.status ?? "FAILED", success: false, error: summariseError(error) };
  }
}

function summarise(results: RetryResult[]): RetrySummary {
  const successful = results.filter(({ success }) => success).length;
  const failed = results.length - successful;
  const message =
    results.length === 0
      ? "No failed tasks are due."
      : `Retried ${results.length} failed tasks: ${successful} completed, ${failed} did not.`;
  return { success: failed === 0, message, processed: results.length, successful, failed, results };
}
