import { randomUUID } from "node:crypto";
import { prepareTask } from "../adding/prepareTask.ts";
import { toAddedTask } from "../adding/toAddedTask.ts";
import type { Database } from "../database/database.ts";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { InvalidOptionsError } from "../domain/errors/errors.ts";
import type { Jsonified } from "../domain/json/Jsonified.ts";
import type { NewTask } from "../domain/NewTask.ts";
import type { AddToQueueOptions, TaskMeta } from "../domain/types.ts";
import { ActiveClaim } from "../holding/ActiveClaim.ts";
import type { CallCore } from "../running/CallCore.ts";
import { callWorker } from "../running/callWorker.ts";
import { decideSettlement, type Settlement } from "../settling/decideSettlement.ts";
import { refuseUnknown, wholeNumber } from "../validation/checkValues.ts";
import { checkWorkers } from "../validation/checkWorkers.ts";
import { resolveServiceOptions } from "../validation/options.ts";
import type { LogLevel, Worker } from "../workers/defineWorker.ts";

/** Options of `runWorker`. All optional. */
export interface RunWorkerOptions {
  /** Number of the attempt, 1 for the first. The attempts before it have failed. Default 1. */
  attempt?: number | undefined;
  /** The provider that is available; the worker's other providers are not. Default: all are, so that the worker gets its first one. */
  provider?: string | undefined;
  /** The task's `meta`, as for `addToQueue`. Default: none. */
  meta?: TaskMeta | undefined;
  /** Cancels the task when it aborts: the signal of the context then aborts with `TaskCancelledError`. */
  signal?: AbortSignal | undefined;
}

/** What a worker did in one attempt, and what the queue would record of it. */
export interface WorkerRun<TResult = unknown> {
  /**
   * - `completed`: the worker returned.
   * - `failed`: the attempt failed, and the task is retried.
   * - `exhausted`: the task failed permanently, because it was the last attempt or the error is not retried.
   * - `snoozed`: the worker threw `SnoozeError`, or none of its providers is available.
   * - `rateLimited`: the worker threw `RateLimitError`.
   * - `refused`: the stored data does not match the schema, and the task is released for another process.
   * - `cancelled`: the task was cancelled.
   */
  outcome: "completed" | "failed" | "exhausted" | "snoozed" | "rateLimited" | "refused" | "cancelled";
  /** The stored result; absent if there is none. */
  result?: Jsonified<TResult>;
  /** What the worker threw, or the `TaskTimeoutError` of an attempt that ran too long; absent if there is none. */
  error?: unknown;
  /** Milliseconds until the task is due again; absent if it is finished. */
  retryInMs?: number;
  /** The tasks that the worker added with its context. They were not sent anywhere. */
  added: { type: string; data: unknown; options: AddToQueueOptions }[];
  logs: { level: LogLevel; message: string; fields?: Record<string, unknown> }[];
  progress: { percent: number; note?: string }[];
}

/**
 * Runs one attempt of a worker without a database. Checks the data as `addToQueue` does, calls the worker with a whole context, and
 * decides the outcome with the code of the queue. The worker's own timeout and backoff apply, and otherwise the defaults.
 * @throws InvalidTaskDataError, InvalidOptionsError. An error of the worker is returned
 */
export async function runWorker<TInput, TResult>(
  worker: Worker<TInput, TResult>,
  data: TInput,
  options: RunWorkerOptions = {},
): Promise<WorkerRun<TResult>> {
  refuseUnknown(options, ["attempt", "provider", "meta", "signal"]);
  checkWorkers({ [type]: worker });
  const attempt = wholeNumber("attempt", options.attempt ?? 1, 1, 1_000);
  const task = toClaimed(await prepareTask(type, data, { meta: options.meta }, worker), attempt);
  const claim = new ActiveClaim(task, { note: () => {} });
  const settings = resolveServiceOptions({});
  const run: Pick<WorkerRun, "added" | "logs" | "progress"> = { added: [], logs: [], progress: [] };
  const core: CallCore = {
    settings,
    middleware: [],
    database: answerProviderWaits(worker, options.provider),
    addToQueue: async (type, data, addOptions) => {
      const added = await prepareTask(type, data, addOptions, undefined);
      run.added.push({ type, data: JSON.parse(added.data), options: addOptions });
      return toAddedTask(added, Date.now());
    },
    reports: {
      report: (_, percent, note) => void run.progress.push({ percent, ...(note !== undefined && { note }) }),
      log: (_, level, message, fields) => void run.logs.push({ level, message, ...(fields && { fields }) }),
    },
  };
  const cancel = () => claim.cancel();
  if (options.signal?.aborted) cancel();
  options.signal?.addEventListener("abort", cancel, { once: true });
  claim.become("running");
  claim.startRun();
  const { outcome, provider } = await callWorker(core, claim, worker);
  claim.become("recording"); // later calls of the context have no effect
  options.signal?.removeEventListener("abort", cancel);
  const settlement = decideSettlement(task, outcome, {
    backoff: worker.backoff ?? settings.backoff,
    providers: worker.providers ?? [],
    provider,
    hasBegun: claim.hasBegun,
    times: claim.times,
  });
  return {
    ...(claim.isCancelled ? { outcome: "cancelled" as const } : describe<TResult>(task, settlement)),
    ...("error" in outcome && { error: outcome.error }),
    ...run,
  };
}

const type = "TEST";

function toClaimed(task: NewTask, attempt: number): ClaimedTask {
  const { id, data, maxAttempts, workerVersion, meta } = task;
  const nowMs = Date.now();
  return {
    id,
    seq: 1,
    type,
    data: JSON.parse(data),
    attempts: attempt,
    maxAttempts,
    priority: 0,
    scheduledForMs: null,
    createdAtMs: nowMs,
    startedAtMs: nowMs,
    referenceId: null,
    referenceType: null,
    ownerId: null,
    uniqueKey: null,
    concurrencyKey: null,
    tags: [],
    timeoutMs: null,
    workerVersion,
    token: randomUUID(),
    extras:
      meta === null
        ? null
        : {
            meta: JSON.parse(meta),
            startWithinMs: null,
            startByMs: null,
            scheduleName: null,
            scheduledSlotMs: null,
          },
    history: {
      failureCount: attempt - 1,
      crashCount: 0,
      snoozeCount: 0,
      refusalCount: 0,
      refusedAtMs: null,
      failedProviders: [],
      errorMessage: null,
      errorPatterns: null,
      processedAtMs: null,
    },
  };
}

/** The only statement of a run reads which providers are available. @throws InvalidOptionsError */
function answerProviderWaits({ providers = [] }: Worker, available: string | undefined): Database {
  if (available !== undefined && !providers.includes(available))
    throw new InvalidOptionsError(
      "provider",
      available,
      `one of the worker's: ${providers.join(", ") || "it has none"}`,
    );
  const waits = providers.map((name) => ({ name, waitMs: (available ?? name) === name ? 0 : 60_000 }));
  return { query: async <TRow>() => waits as TRow[] };
}

function describe<TResult>(
  { attempts, maxAttempts }: ClaimedTask,
  settlement: Settlement,
): Pick<WorkerRun<TResult>, "outcome" | "result" | "retryInMs"> {
  switch (settlement.kind) {
    case "complete": {
      const { result } = settlement.record;
      return { outcome: "completed", ...(result !== null && { result: JSON.parse(result) as Jsonified<TResult> }) };
    }
    case "fail": {
      const { isFinal, delayMs } = settlement.record;
      if (isFinal || attempts >= maxAttempts) return { outcome: "exhausted" };
      return { outcome: "failed", retryInMs: delayMs };
    }
    case "requeue":
      return { outcome: settlement.coolDown ? "rateLimited" : "snoozed", retryInMs: settlement.record.delayMs ?? 0 };
    case "refuse": {
      const { isFinal, delayMs } = settlement.record;
      return isFinal ? { outcome: "exhausted" } : { outcome: "refused", retryInMs: delayMs };
    }
    case "discard":
      throw new Error("This attempt has no lease that it could lose.");
  }
}
