import { toRunningTask } from "../claiming/claimedTask.ts";
import type { AddToQueueOptions, QueueTask } from "../domain/types.ts";
import type { ActiveClaim } from "../holding/ActiveClaim.ts";
import { maxLogLines, type ReportBuffer } from "../reporting/ReportBuffer.ts";
import type { LogLevel, Worker, WorkerContext } from "../workers/defineWorker.ts";
import type { AddToQueue } from "./AddToQueue.ts";

/**
 * What a worker is given besides its data. All of it is made when it is asked for, since most short tasks ask for
 * nothing; getters instead of methods, so that workers can take it apart (`{ log, signal }`).
 */
export class TaskContext implements WorkerContext {
  readonly attempt: number;
  readonly provider: string | null;
  readonly #claim: ActiveClaim;
  readonly #worker: Worker;
  readonly #reports: ReportBuffer;
  readonly #addToQueue: AddToQueue;
  #logLines = 0;

  constructor(
    claim: ActiveClaim,
    worker: Worker,
    provider: string | null,
    reports: ReportBuffer,
    addToQueue: AddToQueue,
  ) {
    this.attempt = claim.task.attempts;
    this.provider = provider;
    this.#claim = claim;
    this.#worker = worker;
    this.#reports = reports;
    this.#addToQueue = addToQueue;
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
      if (!this.#claim.interruption) this.#reports.report(this.#claim, percent, note);
    };
  }

  get log(): WorkerContext["log"] {
    return (level: LogLevel, message: string, fields?: Record<string, unknown>) => {
      this.#logLines++;
      if (this.#logLines <= maxLogLines && !this.#claim.interruption)
        this.#reports.log(this.#claim, level, message, fields);
    };
  }

  get addToQueue(): WorkerContext["addToQueue"] {
    const { ownerId } = this.#claim.task;
    return (type: string, data: unknown, options: AddToQueueOptions = {}) =>
      this.#addToQueue(type, data, ownerId === null ? options : { ownerId, ...options });
  }
}
