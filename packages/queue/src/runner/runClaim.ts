import type { QueueCore } from "../core.ts";
import { decideSettlement, type Settlement } from "../decideSettlement.ts";
import type { Outcome } from "../outcome.ts";
import { reportBackoff } from "../retryPolicy.ts";
import type { Worker } from "../workers/defineWorker.ts";
import type { AddToQueue } from "./AddToQueue.ts";
import type { HeldClaim } from "./HeldClaim.ts";
import { runTask } from "./runTask.ts";

/** An attempt that is over, except for the recording. */
export interface EndedAttempt {
  outcome: Outcome;
  settlement: Settlement;
  /** Milliseconds that the worker ran. */
  runMs: number;
}

/** Runs one attempt of a held claim and decides what to record of it. Never rejects. */
export async function runClaim(
  core: QueueCore,
  claim: HeldClaim,
  worker: Worker,
  addToQueue: AddToQueue,
): Promise<EndedAttempt> {
  const { task } = claim;
  claim.start();
  if (core.events.hears("started") && !claim.interruption)
    core.events.emit("started", { id: task.id, type: task.type, status: "PROCESSING", attempt: task.attempts });
  const { outcome, provider } = await runTask(core, claim, worker, addToQueue);
  const { times } = claim;
  const settlement = decideSettlement(task, outcome, {
    backoff: reportBackoff(worker.backoff ?? core.settings.backoff, (problem) =>
      core.onError(`asking the backoff function for ${task.type}`, problem),
    ),
    providers: worker.providers ?? [],
    provider,
    times,
  });
  return { outcome, settlement, runMs: times.runMs };
}
