import { findWorker, type QueueCore } from "../core.ts";
import type { Outcome } from "../domain/outcome.ts";
import { type Backoff, reportBackoff } from "../domain/retryPolicy.ts";
import type { ActiveClaim } from "../holding/ActiveClaim.ts";
import { decideSettlement, type Settlement } from "../settling/decideSettlement.ts";
import type { SettledTask } from "../settling/settledTask.ts";
import type { Worker } from "../workers/defineWorker.ts";
import { callWorker } from "./callWorker.ts";
import { recordOutcome } from "./recordOutcome.ts";

export interface EndedAttempt {
  outcome: Outcome;
  /** What was recorded; undefined when the claim was lost. */
  settled: SettledTask | undefined;
}

/** Runs one attempt of a claimed task and records its outcome. Never rejects: an unforeseen error fails the attempt. */
export async function runAttempt(core: QueueCore, claim: ActiveClaim): Promise<EndedAttempt> {
  const { task } = claim;
  claim.become("running");
  let outcome: Outcome;
  let settlement: Settlement;
  try {
    if (claim.needsMark) {
      claim.stopIfLate();
      await core.begunMarker.mark(claim);
    }
    claim.stopIfLate();
    claim.startRun();
    if (core.events.hasListeners("started") && !claim.interruption)
      core.events.emit("started", {
        ...{ id: task.id, type: task.type, status: "PROCESSING", attempt: task.attempts },
        ...{ meta: task.extras?.meta ?? null, waitMs: claim.times.waitMs },
      });
    const worker = findWorker(core, task.type) as Worker;
    const call = await callWorker(core, claim, worker);
    outcome = call.outcome;
    settlement = decideSettlement(task, outcome, {
      backoff: findBackoff(core, worker, task.type),
      providers: worker.providers ?? [],
      provider: call.provider,
      hasBegun: claim.hasBegun,
      times: claim.times,
    });
  } catch (error) {
    core.onError("run a task", error);
    outcome = { kind: "threw", error };
    const policy = { backoff: {}, providers: [], provider: null, hasBegun: claim.hasBegun };
    settlement = decideSettlement(task, outcome, { ...policy, times: claim.times });
  }
  claim.become("recording");
  return { outcome, settled: await recordOutcome(core, claim, settlement, outcome) };
}

/** The backoff of a worker. A function that fails is reported. */
function findBackoff(core: QueueCore, worker: Worker, type: string): Backoff {
  return reportBackoff(worker.backoff ?? core.settings.backoff, (problem) =>
    core.onError(`call the backoff function for ${type}`, problem),
  );
}

/** Releases a claimed task that does not begin, or drops it if the claim is lost. Uses no attempt. Never rejects. */
export async function releaseClaim(core: QueueCore, claim: ActiveClaim): Promise<void> {
  claim.become("recording");
  const outcome = claim.interruption ?? { kind: "stopped" };
  try {
    const providers = findWorker(core, claim.task.type)?.providers ?? [];
    const policy = { backoff: {}, providers, provider: null, hasBegun: false };
    const settlement = decideSettlement(claim.task, outcome, { ...policy, times: claim.times });
    await recordOutcome(core, claim, settlement, outcome);
  } catch (error) {
    core.onError("release a task", error);
    claim.become("finished");
  }
}
