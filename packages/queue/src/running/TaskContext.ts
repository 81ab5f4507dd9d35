import { toRunningTask } from "../claiming/claimedTask.ts";
import type { AddToQueueOptions, QueueTask } from "../domain/types.ts";
import type { ActiveClaim } from "../holding/ActiveClaim.ts";
import { maxLogLines } from "../reporting/ReportBuffer.ts";
import type { LogLevel, Worker, WorkerContext } from "../workers/defineWorker.ts";
import type { CallCore } from "./CallCore.ts";

type ContextCore = Pick<CallCore, "reports" | "addToQueue">;

/**
 * The second argument of a worker. Its parts are made when they are read, since most short tasks read none. Getters instead of
 * methods, so that workers can destructure it (`{ log, signal }`).
 */
export class TaskContext implements WorkerContext {
  readonly attempt: number;
  readonly provider: string | null;
  readonly #core: ContextCore;
  readonly #claim: ActiveClaim;
  readonly #worker: Worker;
  #logLines = 0;

  constructor(core: ContextCore, claim: ActiveClaim, worker: Worker, provider: string | null) {
    this.attempt = claim.task.attempts;
    this.provider = provider;
    this.#core = core;
    this.#claim = claim;
    this.#worker = worker;
  }

  get task(): QueueTask {
    return toRunningTask(this.#claim.task);
  }

  get signal(): AbortSignal {
    return this.#claim.signal;
  }

  get providers(): readonly string[] {
    return this.#worker.providers ?? [];
  }

  get idempotencyKey(): string {
    return this.#claim.task.id;
  }

  get progress(): WorkerContext["progress"] {
    return (percent, note) => {
      if (!this.#claim.interruption) this.#core.reports.report(this.#claim, percent, note);
    };
  }

  get log(): WorkerContext["log"] {
    return (level: LogLevel, message: string, fields?: Record<string, unknown>) => {
      this.#logLines++;
      if (this.#logLines <= maxLogLines && !this.#claim.interruption)
        this.#core.reports.log(this.#claim, level, message, fields);
    };
  }

  get addToQueue(): WorkerContext["addToQueue"] {
    const { ownerId } = this.#claim.task;
    return (type: string, data: unknown, options: AddToQueueOptions = {}) =>
      this.#core.addToQueue(
        type,
        data,
        ownerId === null ? options : { ...options, ownerId: options.ownerId ?? ownerId },
      );
  }
}
