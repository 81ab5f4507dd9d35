import type { QueueCore } from "../core.ts";
import { retryTransient } from "../database/retryTransient.ts";
import type { Settlement } from "../decideSettlement.ts";
import type { QueueEventName } from "../events.ts";
import type { Outcome } from "../outcome.ts";
import type { CoolDown } from "../providers/decideCoolDown.ts";
import { spreadWait } from "../retryPolicy.ts";
import { coolDownProvider } from "../sql/coolDownProvider.ts";
import type { Postponement } from "../sql/postponeTasks.ts";
import type { SettledTask } from "../sql/settledTask.ts";
import type { QueueStatus } from "../types.ts";
import type { HeldClaim } from "./HeldClaim.ts";

/**
 * Records a settlement, ends the claim and tells of it. Resolves to undefined when the claim was lost. After an unforeseen
 * error too, no heartbeat keeps the task: it is rescued when its lease ends.
 */
export async function settleClaim(
  core: QueueCore,
  claim: HeldClaim,
  settlement: Settlement,
  outcome: Outcome,
): Promise<SettledTask | undefined> {
  if (outcome.kind === "settled") return outcome.settled; // somebody else has done all this
  let settled: SettledTask | undefined;
  try {
    if (settlement.kind !== "drop") {
      if (settlement.kind === "postpone" && settlement.coolDown)
        await coolDown(core, settlement.coolDown, settlement.record);
      if (core.journal.hasEntriesOf(claim)) await core.journal.flush();
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
function noteDueTime({ dueTimes }: QueueCore, { task }: HeldClaim, settlement: Settlement): void {
  if (settlement.kind === "fail" || settlement.kind === "postpone" || settlement.kind === "refuse")
    dueTimes.note(task.type, settlement.record.delayMs ?? 0);
}

/** Cools a provider down. Where the task waits as long, the database's clock says for how long that is. */
async function coolDown(core: QueueCore, coolDown: CoolDown, record: Postponement): Promise<void> {
  try {
    const waitMs = await retryTransient(() => coolDownProvider(core.database, coolDown));
    if (coolDown.holdsTask) record.delayMs = spreadWait(waitMs);
  } catch (error) {
    core.onError("cooling down a provider", error); // the task itself waits all the same
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
  { task }: HeldClaim,
  settled: SettledTask | undefined,
  outcome: Outcome,
): void {
  const status = settled?.status ?? "PROCESSING";
  const name = status === "PENDING" ? nameReturn(outcome) : eventOfStatus[status];
  if (!events.hears(name)) return;
  events.emit(name, {
    id: task.id,
    type: task.type,
    status,
    attempt: task.attempts,
    error: "error" in outcome ? outcome.error : undefined,
    result: outcome.kind === "succeeded" ? outcome.value : undefined,
  });
}
