import type { QueueCore } from "../core.ts";
import { retryTransient } from "../database/retryTransient.ts";
import type { QueueEventName } from "../domain/events.ts";
import type { Outcome } from "../domain/outcome.ts";
import { spreadWait } from "../domain/retryPolicy.ts";
import type { QueueStatus } from "../domain/types.ts";
import type { ActiveClaim } from "../holding/ActiveClaim.ts";
import { coolDownProvider } from "../providers/coolDownProvider.ts";
import type { CoolDown } from "../providers/decideCoolDown.ts";
import type { Settlement } from "../settling/decideSettlement.ts";
import type { Requeue } from "../settling/requeueTasks.ts";
import type { SettledTask } from "../settling/settledTask.ts";

/**
 * Records how an attempt ended, and emits the event. The claim is finished afterwards, also after an unforeseen error: no
 * heartbeat extends its lease any more, so that the task is rescued if nothing was recorded. Never rejects.
 * @returns undefined when the claim was lost
 */
export async function recordOutcome(
  core: QueueCore,
  claim: ActiveClaim,
  settlement: Settlement,
  outcome: Outcome,
): Promise<SettledTask | undefined> {
  let settled: SettledTask | undefined;
  try {
    if (settlement.kind !== "discard") {
      if (settlement.kind === "requeue" && settlement.coolDown)
        await coolDown(core, settlement.coolDown, settlement.record);
      if (core.reports.hasEntriesOf(claim)) await core.reports.flush();
      settled = await core.settler.settle(settlement);
    }
    if (!settled) claim.lose();
    else if (canComeBack(settled)) noteDueTime(core, claim, settlement);
    if (settled) core.changes.note(claim.task);
    announce(core, claim, settled, outcome);
  } catch (error) {
    core.onError("record an outcome", error);
    if (!settled) claim.lose();
  } finally {
    claim.become("finished");
  }
  return settled;
}

function canComeBack({ status }: SettledTask): boolean {
  return status === "PENDING" || status === "FAILED";
}

/** Has this process poll when the task comes due again. */
function noteDueTime({ dueTimes }: QueueCore, { task }: ActiveClaim, settlement: Settlement): void {
  if (settlement.kind === "fail" || settlement.kind === "requeue" || settlement.kind === "refuse")
    dueTimes.note(task.type, settlement.record.delayMs ?? 0);
}

/** Starts a cooldown. A task that waits for its end waits by the database's clock. */
async function coolDown(core: QueueCore, coolDown: CoolDown, record: Requeue): Promise<void> {
  try {
    const { waitMs } = await retryTransient(() => coolDownProvider(core.database, coolDown));
    if (coolDown.holdsTask) record.delayMs = spreadWait(waitMs);
  } catch (error) {
    core.onError("start the cooldown of a provider", error); // the task is snoozed nevertheless
  }
}

/** The event that says why a task waits again. */
function nameRequeueEvent({ kind }: Outcome): QueueEventName {
  return kind === "stopped" ? "released" : kind === "refused" ? "refused" : "snoozed";
}

const eventOfStatus = {
  COMPLETED: "completed",
  FAILED: "failed",
  MAX_RETRIES_REACHED: "exhausted",
  CANCELLED: "cancelled",
  PROCESSING: "leaseLost",
} as const satisfies Record<Exclude<QueueStatus, "PENDING">, QueueEventName>;

function announce({ events }: QueueCore, claim: ActiveClaim, settled: SettledTask | undefined, outcome: Outcome): void {
  const { task } = claim;
  const status = settled?.status ?? "PROCESSING";
  const name = status === "PENDING" ? nameRequeueEvent(outcome) : eventOfStatus[status];
  if (!events.hasListeners(name)) return;
  events.emit(name, {
    id: task.id,
    type: task.type,
    status,
    attempt: task.attempts,
    meta: task.extras?.meta ?? null,
    ...claim.times,
    error: "error" in outcome ? outcome.error : undefined,
    result: outcome.kind === "succeeded" ? outcome.value : undefined,
  });
}
