import { type DueFailedTask, listDueFailedTasks } from "../claiming/listDueFailedTasks.ts";
import type { QueueCore } from "../core.ts";
import { readTask } from "../database/readTask.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { summariseError } from "../domain/errors/summariseError.ts";
import type { RetryResult, RetrySummary } from "../domain/types.ts";
import { announceRescued } from "../maintenance/announceRescued.ts";
import { endExpiredTasks } from "../maintenance/endExpiredTasks.ts";
import { rescueTasks } from "../maintenance/rescueTasks.ts";
import { refuseUnknown, wholeNumber } from "../validation/checkValues.ts";
import { processTask } from "./processTask.ts";

/** How `retryFailedQueueTasks` works. All optional. */
export interface RetryFailedOptions {
  /** Number of tasks that run at the same time. Default 5. */
  concurrency?: number | undefined;
  /** Maximum number of tasks. Default 100. */
  limit?: number | undefined;
}

/** Runs failed tasks whose next attempt is due, in this process. It first rescues the tasks of dead processes. */
export async function retryDueTasks(
  core: QueueCore,
  options: RetryFailedOptions,
  isClosing: () => boolean,
): Promise<RetrySummary> {
  refuseUnknown(options, ["concurrency", "limit"]);
  const concurrency = wholeNumber("concurrency", options.concurrency ?? 5, 1, 1_000);
  const limit = wholeNumber("limit", options.limit ?? 100, 1, 10_000);
  // Where only this is called, as on a serverless host, no runner rescues the tasks of dead processes or ends expired ones.
  const patience = { signMs: core.settings.leaseMs / 2, impatientWith: [] };
  const { rescued } = await retryTransient(() => rescueTasks(core.database, 0, patience));
  announceRescued(core, rescued);
  await endExpiredTasks(core, isClosing);
  const due = await retryTransient(() => listDueFailedTasks(core.database, Object.keys(core.workers), limit));
  const results: RetryResult[] = [];
  // One quarantined task at a time, and last, because each may crash this process.
  const others = due.filter(({ isQuarantined }) => !isQuarantined).values();
  const quarantined = due.filter(({ isQuarantined }) => isQuarantined);
  const runAll = async (tasks: Iterable<DueFailedTask>) => {
    for (const task of tasks) {
      if (isClosing()) return;
      const result = await retryOne(core, task);
      if (result) results.push(result);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, () => runAll(others)));
  await runAll(quarantined);
  return summarise(results);
}

/** Returns undefined if the task can no longer be claimed. */
async function retryOne(core: QueueCore, { id, type }: DueFailedTask): Promise<RetryResult | undefined> {
  try {
    const task = await processTask(core, id, { skipIfProcessing: true, onlyDueFailed: true });
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
