import { validateData } from "../adding/prepareTask.ts";
import type { QueueCore } from "../core.ts";
import { retryTransient } from "../database/retryTransient.ts";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { InvalidTaskDataError, type TaskDataIssue } from "../domain/errors/errors.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { ActiveClaim } from "../holding/ActiveClaim.ts";
import { chooseProvider, type ProviderChoice } from "../providers/chooseProvider.ts";
import { readProviderWaits } from "../providers/readProviderWaits.ts";
import type { Worker } from "../workers/defineWorker.ts";
import type { CallCore } from "./CallCore.ts";
import { callMiddleware } from "./callMiddleware.ts";
import { TaskContext } from "./TaskContext.ts";

export interface WorkerCall {
  outcome: Outcome;
  /** The provider that the attempt used. */
  provider: string | null;
}

/**
 * Checks the data of a claimed task, chooses a provider and calls the worker. Always resolves, at the task's timeout at the
 * latest: an interruption of the claim ends the call, whether or not the worker returns.
 */
export function callWorker(core: CallCore, claim: ActiveClaim, worker: Worker): Promise<WorkerCall> {
  let provider: string | null = null;
  const timeoutMs = findTimeoutMs(core.settings, worker, claim.task);
  const timer = timeoutMs > 0 ? setTimeout(() => claim.timeOut(timeoutMs), timeoutMs) : undefined;
  const findOutcome = async (): Promise<Outcome> => {
    try {
      const input = worker.input ? await validateData(worker.input, claim.task.data) : { value: claim.task.data };
      if (input.issues) return refuse(core, claim, worker, input.issues);
      if (worker.providers && worker.providers.length > 0) {
        const choice = await findProvider(core, claim, worker.providers);
        if ("waitMs" in choice) return { kind: "noProvider", ...choice };
        provider = choice.provider;
      }
      if (claim.interruption) return claim.interruption;
      const context = new TaskContext(core, claim, worker, provider);
      const run = () => {
        claim.begin();
        return worker.run(input.value, context);
      };
      const { middleware } = core;
      return {
        kind: "succeeded",
        value: await (middleware.length > 0 ? callMiddleware(middleware, context, claim.signal, run) : run()),
      };
    } catch (error) {
      return { kind: "threw", error };
    }
  };
  return new Promise((resolve) => {
    const end = (outcome: Outcome) => {
      clearTimeout(timer);
      claim.endRun();
      resolve({ outcome, provider });
    };
    claim.onInterruption(end);
    void findOutcome().then(end);
  });
}

/** Returns how long the attempt may run, in milliseconds; 0 means without a timeout. */
export function findTimeoutMs(
  settings: Pick<QueueCore["settings"], "timeoutMs">,
  worker: Worker | undefined,
  task: Pick<ClaimedTask, "timeoutMs">,
): number {
  return task.timeoutMs ?? worker?.timeoutMs ?? settings.timeoutMs;
}

async function findProvider(core: CallCore, { task }: ActiveClaim, names: readonly string[]): Promise<ProviderChoice> {
  const waits = await retryTransient(() => readProviderWaits(core.database, names));
  return chooseProvider(waits, task.history.failedProviders ?? []);
}

function refuse(
  { settings }: CallCore,
  { task }: ActiveClaim,
  worker: Worker,
  issues: readonly TaskDataIssue[],
): Outcome {
  const error = new InvalidTaskDataError(task.type, issues);
  return { kind: "refused", error, version: worker.version ?? null, limitMs: settings.refusalLimitMs };
}
