import type { QueueCore } from "../core.ts";
import { findWorker } from "../core.ts";
import { readTask } from "../database/readTask.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { describeError } from "../domain/errors/describeError.ts";
import { countErrorPattern } from "../domain/errors/errorPatterns.ts";
import { InvalidTransitionError, RateLimitError, TaskBusyError, TaskNotFoundError } from "../domain/errors/errors.ts";
import { spreadWait } from "../domain/retryPolicy.ts";
import { coolDownProvider } from "../providers/coolDownProvider.ts";
import { decideCoolDown } from "../providers/decideCoolDown.ts";
import { decideFailover } from "../providers/decideFailover.ts";
import { settleClaim } from "../running/settleClaim.ts";
import { decideSettlement } from "../settling/decideSettlement.ts";
import { checkKey } from "../validation/checkValues.ts";
import { snoozeFailedTask } from "./snoozeFailedTask.ts";

/**
 * Cools a provider down for everybody and puts off the task that met its limit, without using an attempt: the one that
 * this process runs just now, or one whose attempt has failed already.
 */
export async function limitRate(
  core: QueueCore,
  id: string,
  provider: string,
  retryAfter: number | string | undefined,
): Promise<void> {
  checkKey("provider", provider);
  const error = new RateLimitError(provider, retryAfter);
  const row = await retryTransient(() => readTask(core.database, id));
  if (!row) throw new TaskNotFoundError(id);
  const providers = findWorker(core, row.type)?.providers ?? [];
  const claim = core.leases.find(id);
  if (claim) {
    const outcome = { kind: "threw", error } as const;
    const policy = { backoff: core.settings.backoff, providers, provider, times: claim.times };
    const settlement = decideSettlement(claim.task, outcome, policy);
    const settled = await settleClaim(core, claim, settlement, outcome);
    if (settled) claim.end(settled);
    return;
  }
  const coolDown = decideCoolDown(providers, provider, error);
  const waitMs = await retryTransient(() => coolDownProvider(core.database, coolDown));
  const failover = decideFailover(providers, row.failedProviders ?? [], provider);
  const description = describeError(error, provider);
  const delayMs = coolDown.holdsTask ? spreadWait(waitMs) : 0;
  const snoozed = await retryTransient(() =>
    snoozeFailedTask(core.database, {
      id,
      delayMs,
      failedProviders: failover.failedProviders,
      errorPatterns: countErrorPattern(row.errorPatterns, description, provider, new Date().toISOString()),
      message: description.summary,
    }),
  );
  if (snoozed) return core.notifications.scheduleDue(row.type, delayMs);
  const now = await retryTransient(() => readTask(core.database, id));
  if (!now) throw new TaskNotFoundError(id);
  const started = `The cooldown of ${provider} has started.`;
  if (now.status === "PROCESSING")
    throw new TaskBusyError(
      id,
      `is running in another process, so it was not snoozed. ${started} To snooze a running task, throw RateLimitError in its worker.`,
    );
  throw new InvalidTransitionError(id, now.status, "PENDING", `a finished task cannot be snoozed. ${started}`);
}
