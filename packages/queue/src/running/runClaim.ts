import type { QueueCore } from "../core.ts";
import type { Outcome } from "../domain/outcome.ts";
import { reportBackoff } from "../domain/retryPolicy.ts";
import type { ActiveClaim } from "../holding/ActiveClaim.ts";
import { decideSettlement, type Settlement, type SettlementPolicy } from "../settling/decideSettlement.ts";
import type { Worker } from "../workers/defineWorker.ts";
import type { AddToQueue } from "./AddToQueue.ts";
import { runTask } from "./runTask.ts";

/** An attempt that is over, except for the recording. */
export interface EndedAttempt {
  outcome: Outcome;
  settlement: Settlement;
  /** Milliseconds that the worker ran. */
  runMs: number;
}

/** Runs one attempt of a held claim and decides what to record of it. Never rejects: an unforeseen error fails the attempt. */
export async function runClaim(
  core: QueueCore,
  claim: ActiveClaim,
  worker: Worker,
  addToQueue: AddToQueue,
): Promise<EndedAttempt> {
  const { task } = claim;
  claim.start();
  try {
    if (core.events.hasListeners("started") && !claim.interruption)
      core.events.emit("started", { id: task.id, type: task.type, status: "PROCESSING", attempt: task.attempts });
    const { outcome, provider } = await runTask(core, claim, worker, addToQueue);
    const backoff = reportBackoff(worker.backoff ?? core.settings.backoff, (problem) =>
      core.onError(`call the backoff function of ${task.type}`, problem),
    );
    return decide(claim, outcome, { backoff, providers: worker.providers ?? [], provider });
  } catch (error) {
    core.onError("run a task", error);
    return decide(claim, { kind: "threw", error }, { backoff: {}, providers: [], provider: null });
  }
}

function decide(claim: ActiveClaim, outcome: Outcome, policy: Omit<SettlementPolicy, "times">): EndedAttempt {
  const { task, times } = claim;
  return { outcome, settlement: decideSettlement(task, outcome, { ...policy, times }), runMs: times.runMs };
}
