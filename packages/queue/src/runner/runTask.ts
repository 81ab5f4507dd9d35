import { InvalidTaskDataError } from "../errors.ts";
import type { Outcome } from "../outcome.ts";
import { validateData } from "../prepareTask.ts";
import { chooseProvider } from "../providers/chooseProvider.ts";
import type { ProviderWait } from "../sql/readProviderWaits.ts";
import { toQueueTask } from "../sql/taskRow.ts";
import type { AddToQueueOptions, QueueTask } from "../types.ts";
import type { Worker, WorkerContext } from "../workers/defineWorker.ts";
import type { HeldClaim } from "./HeldClaim.ts";
import { type Journal, maxLogLines } from "./Journal.ts";

export interface RunTaskParts {
  journal: Journal;
  /** Milliseconds a task may run when neither it nor its worker says. */
  timeoutMs: number;
  readProviderWaits: (names: readonly string[]) => Promise<ProviderWait[]>;
  addToQueue: (type: string, data: unknown, options: AddToQueueOptions) => Promise<QueueTask>;
}

export interface TaskRun {
  outcome: Outcome;
  /** The provider that the attempt used. */
  provider: string | null;
}

/** Runs one attempt of a claimed task. Whatever the worker does, this resolves, at the latest at the task's time limit. */
export async function runTask(claim: HeldClaim, worker: Worker, parts: RunTaskParts): Promise<TaskRun> {
  let provider: string | null = null;
  const timeoutMs = claim.task.timeoutMs ?? worker.timeoutMs ?? parts.timeoutMs;
  const timer = timeoutMs > 0 ? setTimeout(() => claim.timeOut(timeoutMs), timeoutMs) : undefined;
  const attempt = async (): Promise<Outcome> => {
    try {
      if (worker.providers && worker.providers.length > 0) {
        const choice = chooseProvider(
          await parts.readProviderWaits(worker.providers),
          claim.task.failedProviders ?? [],
        );
        if ("waitMs" in choice) return { kind: "noProvider", ...choice };
        provider = choice.provider;
      }
      const data = await readInput(claim, worker);
      if (claim.interruption) return claim.interruption;
      return { kind: "succeeded", value: await worker.run(data, createContext(claim, worker, provider, parts)) };
    } catch (error) {
      return { kind: "threw", error };
    }
  };
  const outcome = await Promise.race([attempt(), claim.waitForInterruption()]);
  clearTimeout(timer);
  return { outcome, provider };
}

async function readInput({ task }: HeldClaim, worker: Worker): Promise<unknown> {
  if (!worker.input) return task.data;
  const parsed = await validateData(worker.input, task.data);
  if (parsed.issues) throw new InvalidTaskDataError(task.type, parsed.issues);
  return parsed.value;
}

function createContext(
  claim: HeldClaim,
  worker: Worker,
  provider: string | null,
  { journal, addToQueue }: RunTaskParts,
): WorkerContext {
  const { task } = claim;
  let lines = 0;
  return {
    get task() {
      const { token: _, failureCount: __, ...row } = task;
      return toQueueTask<unknown, unknown>(row);
    },
    attempt: task.attempts,
    get signal() {
      return claim.signal;
    },
    provider,
    providers: worker.providers ?? [],
    idempotencyKey: task.id,
    progress: (percent, note) => {
      if (!claim.interruption) journal.report(claim, percent, note);
    },
    log: (level, message, fields) => {
      lines++;
      if (lines <= maxLogLines && !claim.interruption) journal.log(claim, level, message, fields);
    },
    addToQueue: (type, data, options = {}) =>
      addToQueue(type, data, task.ownerId === null ? options : { ownerId: task.ownerId, ...options }),
  };
}
