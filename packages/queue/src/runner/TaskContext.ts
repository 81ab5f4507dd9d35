import { toRunningTask } from "../sql/claimedTask.ts";
import type { AddToQueueOptions, QueueTask } from "../types.ts";
import type { LogLevel, Worker, WorkerContext } from "../workers/defineWorker.ts";
import type { AddToQueue } from "./AddToQueue.ts";
import type { HeldClaim } from "./HeldClaim.ts";
import { type Journal, maxLogLines } from "./Journal.ts";

/**
 * What a worker is given besides its data. All of it is made when it is asked for, since most short tasks ask for
 * nothing; getters instead of methods, so that workers can take it apart (`{ log, signal }`).
 */
export class TaskContext implements WorkerContext {
  readonly attempt: number;
  readonly provider: string | null;
  readonly #claim: HeldClaim;
  readonly #worker: Worker;
  readonly #journal: Journal;
  readonly #addToQueue: AddToQueue;
  #logLines = 0;

  constructor(claim: HeldClaim, worker: Worker, provider: string | null, journal: Journal, addToQueue: AddToQueue) {
    this.attempt = claim.task.attempts;
    this.provider = provider;
    this.#claim = claim;
    this.#worker = worker;
    this.#journal = journal;
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
      if (!this.#claim.interruption) this.#journal.report(this.#claim, percent, note);
    };
  }

  get log(): WorkerContext["log"] {
    return (level: LogLevel, message: string, fields?: Record<string, unknown>) => {
      this.#logLines++;
      if (this.#logLines <= maxLogLines && !this.#claim.interruption)
        this.#journal.log(this.#claim, level, message, fields);
    };
  }

  get addToQueue(): WorkerContext["addToQueue"] {
    const { ownerId } = this.#claim.task;
    return (type: string, data: unknown, options: AddToQueueOptions = {}) =>
      this.#addToQueue(type, data, ownerId === null ? options : { ownerId, ...options });
  }
}
