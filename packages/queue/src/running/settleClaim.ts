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
 * Records a settlement, ends the claim and tells of it. Resolves to undefined when the claim was lost. After an unforeseen
 * error too, no heartbeat keeps the task: it is rescued when its lease ends.
 */
export async function settleClaim(
  core: QueueCore,
  claim: ActiveClaim,
  settlement: Settlement,
  outcome: Outcome,
): Promise<SettledTask | undefined> {
  if (outcome.kind === "settled") return outcome.settled; // somebody else has done all this
  let settled: SettledTask | undefined;
  try {
    if (settlement.kind !== "discard") {
      if (settlement.kind === "requeue" && settlement.coolDown)
        await coolDown(core, settlement.coolDown, settlement.record);
      if (core.reports.hasEntriesOf(claim)) await core.reports.flush();
      settled = await core.settler.settle(settlement);
    }
  } finally {
    core.leases.release(claim);
    if (!settled) claim.lose();
  }
  if (settled && canComeBack(settled)) noteDueTime(core, claim, settlement);
  announce(core, claim, settled, outcome);
  return settled;
}

function canComeBack({ status }: SettledTask): boolean {
  return status === "PENDING" || status === "FAILED";
}

/** This process knows when the task comes due again, and looks for it then. */
function noteDueTime({ dueTimes }: QueueCore, { task }: ActiveClaim, settlement: Settlement): void {
  if (settlement.kind === "fail" || settlement.kind === "requeue" || settlement.kind === "refuse")
    dueTimes.note(task.type, settlement.record.delayMs ?? 0);
}

/** Cools a provider down. Where the task waits as long, the database's clock says for how long that is. */
async function coolDown(core: QueueCore, coolDown: CoolDown, record: Requeue): Promise<void> {
  try {
    const waitMs = await retryTransient(() => coolDownProvider(core.database, coolDown));
    if (coolDown.holdsTask) record.delayMs = spreadWait(waitMs);
  } catch (error) {
    core.onError("start the cooldown of a provider", error); // the task itself waits all the same
  }
}

/** Why a task waits again. */
function nameReturn({ kind }: Outcome): QueueEventName {
  return kind === "stopped" ? "released" : kind === "refused" ? "refused" : "snoozed";
}

const eventOfStatus = {
  COMPLETED: "completed",
  FAILED: "failed",
  MAX_RETRIES_REACHED: "exhausted",
  CANCELLED: "cancelled",
  PROCESSING: "leaseLost",
} as const satisfies Record<Exclude<QueueStatus, "PENDING">, QueueEventName>;

function announce(
  { events }: QueueCore,
  { task }: ActiveClaim,
  settled: SettledTask | undefined,
  outcome: Outcome,
): void {
  const status = settled?.status ?? "PROCESSING";
  const name = status === "PENDING" ? nameReturn(outcome) : eventOfStatus[status];
  if (!events.hasListeners(name)) return;
  events.emit(name, {
    id: task.id,
    type: task.type,
    status,
    attempt: task.attempts,
    error: "error" in outcome ? outcome.error : undefined,
    result: outcome.kind === "succeeded" ? outcome.value : undefined,
  });
}
