import { randomUUID } from "node:crypto";
import { claimTaskById } from "../claiming/claimTaskById.ts";
import { readClaimedTasks } from "../claiming/readClaimedTasks.ts";
import type { QueueCore } from "../core.ts";
import { findWorker } from "../core.ts";
import { isUniqueViolation } from "../database/databaseErrors.ts";
import { readTask } from "../database/readTask.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { toQueueTask } from "../database/taskRow.ts";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { LeaseLostError, TaskBusyError, UnknownTaskTypeError } from "../domain/errors/errors.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { TaskRow } from "../domain/TaskRow.ts";
import { isTerminal } from "../domain/taskState.ts";
import type { QueueTask } from "../domain/types.ts";
import { ActiveClaim } from "../holding/ActiveClaim.ts";
import { endExpiredTask } from "../maintenance/endExpiredTasks.ts";
import { runAttempt } from "../running/runAttempt.ts";

export interface ProcessTaskOptions {
  /** The number of the next attempt that the caller expects, 1 for the first. */
  currentAttempt?: number | undefined;
  skipIfProcessing?: boolean | undefined;
  onlyDueFailed?: boolean;
}

/** Claims a task and runs one attempt of it now, in this process. */
export async function processTask(core: QueueCore, id: string, options: ProcessTaskOptions): Promise<QueueTask | null> {
  const beganAt = performance.now();
  const task = await claimForProcessing(core, id, options);
  if (!task) return null;
  core.changes.note(task);
  const claim = new ActiveClaim(task, core.calls, beganAt);
  core.calls.hold([claim]);
  const { outcome, settled } = await runAttempt(core, claim);
  if (!settled) throw new LeaseLostError(id);
  // The task was claimed in time, but its worker would have been called too late.
  if (outcome.kind === "stopped" && task.extras?.startByMs && (await endExpiredTask(core, id))) return null;
  if (hasFailed(outcome) && settled.status !== "CANCELLED") throw outcome.error;
  const row = await retryTransient(() => readTask(core.database, id));
  return row ? toQueueTask(row) : null;
}

/** A rate limit reported by `handleRateLimitError` is no error of the worker, and is not thrown. */
function hasFailed(outcome: Outcome): outcome is Outcome & { error: unknown } {
  return "error" in outcome && outcome.kind !== "rateLimited";
}

async function claimForProcessing(
  core: QueueCore,
  id: string,
  options: ProcessTaskOptions,
): Promise<ClaimedTask | undefined> {
  const { database, holder, settings, workers } = core;
  const wanted = Object.entries(workers).map(([type, worker]) => ({
    type,
    timeoutMs: worker.timeoutMs ?? settings.timeoutMs,
  }));
  const request = {
    id,
    token: randomUUID(),
    holder,
    leaseMs: settings.leaseMs,
    wanted,
    nextAttempt: options.currentAttempt,
    onlyDueFailed: options.onlyDueFailed ?? false,
  };
  for (let round = 0; round < 5; round++) {
    const claimed = await tryClaim(() => retryTransient(() => claimTaskById(database, request)));
    if (claimed === "key busy")
      return busy(
        id,
        options,
        `cannot start: another task with its concurrencyKey is running. Try again when that task has finished, or ${skip}`,
      );
    if (claimed) return claimed;
    const row = await retryTransient(() => readTask(database, id));
    if (!row || isTerminal(row.status)) return undefined;
    if (row.status === "PROCESSING") {
      // It may be this call that claimed it, if the reply to the first try was lost.
      const [own] = await retryTransient(() => readClaimedTasks(database, request.token));
      return own ?? busy(id, options, `is already running. Wait for it with waitForTask, or ${skip}`);
    }
    if (row.startByMs !== null && (await endExpiredTask(core, id))) return undefined;
    if (!findWorker(core, row.type)) throw new UnknownTaskTypeError(row.type, Object.keys(workers));
    if (hasMovedOn(row, options)) return undefined;
    // The task was released between the two statements: try again.
  }
  return busy(id, options, `changed each time while it was being claimed. Try again, or ${skip}`);
}

/** The unique index on the concurrency key refuses a second running task of the same key. */
async function tryClaim(claim: () => Promise<ClaimedTask | undefined>): Promise<ClaimedTask | undefined | "key busy"> {
  try {
    return await claim();
  } catch (error) {
    if (isUniqueViolation(error)) return "key busy";
    throw error;
  }
}

const skip = "pass { skipIfProcessing: true } to get null.";

function busy(id: string, { skipIfProcessing }: ProcessTaskOptions, problem: string): undefined {
  if (skipIfProcessing) return undefined;
  throw new TaskBusyError(id, problem);
}

function hasMovedOn(row: TaskRow, { currentAttempt, onlyDueFailed }: ProcessTaskOptions): boolean {
  return (currentAttempt !== undefined && row.attempts + 1 !== currentAttempt) || onlyDueFailed === true;
}
