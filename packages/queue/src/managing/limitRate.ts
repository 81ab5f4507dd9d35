import type { QueueCore } from "../core.ts";
import { findWorker } from "../core.ts";
import { readTask } from "../database/readTask.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { describeError } from "../domain/errors/describeError.ts";
import { countErrorPattern } from "../domain/errors/errorPatterns.ts";
import { InvalidTransitionError, RateLimitError, TaskBusyError, TaskNotFoundError } from "../domain/errors/errors.ts";
import { spreadWait } from "../domain/retryPolicy.ts";
import type { TaskRow } from "../domain/TaskRow.ts";
import { coolDownProvider } from "../providers/coolDownProvider.ts";
import { decideCoolDown } from "../providers/decideCoolDown.ts";
import { decideFailover } from "../providers/decideFailover.ts";
import { checkKey } from "../validation/checkValues.ts";
import { snoozeFailedTask } from "./snoozeFailedTask.ts";

/**
 * Starts a cooldown of a provider in all processes, and snoozes a task without using an attempt. If this process runs the task, the
 * attempt ends and snoozes the task.
 */
export async function limitRate(
  core: QueueCore,
  id: string,
  provider: string,
  retryAfter: number | string | undefined,
): Promise<void> {
  checkKey("provider", provider);
  const error = new RateLimitError(provider, retryAfter);
  let row = await readExistingTask(core, id);
  const providers = findWorker(core, row.type)?.providers ?? [];
  const coolDown = decideCoolDown(providers, provider, error);
  const claim = core.leases.find(id);
  if (claim?.limitRate(error)) return claim.untilFinished(); // its own run starts the cooldown, then snoozes the task
  // Before the wait for an attempt that is being recorded, which a lock can delay.
  const { waitMs, beganAtMs } = await retryTransient(() => coolDownProvider(core.database, coolDown));
  if (claim) {
    await claim.untilFinished();
    row = await readExistingTask(core, id);
    if (row.finishedAtMs !== null) return; // the attempt ended by itself in the meantime, and nothing is left to snooze
  }
  const failover = decideFailover(providers, row.failedProviders ?? [], provider);
  const description = describeError(error, provider);
  const delayMs = coolDown.holdsTask ? spreadWait(waitMs) : 0;
  const snoozed = await retryTransient(() =>
    snoozeFailedTask(core.database, {
      id,
      delayMs,
      failedProviders: failover.failedProviders,
      errorPatterns: countErrorPattern(row.errorPatterns, description, provider, new Date(beganAtMs).toISOString()),
      message: description.summary,
    }),
  );
  if (snoozed) {
    core.changes.note(snoozed);
    return core.notifications.scheduleDue(row.type, delayMs);
  }
  const { status } = await readExistingTask(core, id);
  const started = `The cooldown of ${provider} has started.`;
  if (status === "PROCESSING")
    throw new TaskBusyError(
      id,
      `is running in another process, so it was not snoozed. ${started} To snooze a running task, throw RateLimitError in its worker.`,
    );
  throw new InvalidTransitionError(id, status, "PENDING", `a finished task cannot be snoozed. ${started}`);
}

async function readExistingTask({ database }: QueueCore, id: string): Promise<TaskRow> {
  const row = await retryTransient(() => readTask(database, id));
  if (!row) throw new TaskNotFoundError(id);
  return row;
}
