import { EventEmitter } from "node:events";
import type { Logger } from "./logger.ts";
import type { QueueStatus } from "./types.ts";

/** What every event about a task says. */
export interface TaskEvent {
  id: string;
  type: string;
  status: QueueStatus;
  attempt: number;
}

/** What a {@link QueueService} tells of. Each is sent by the process that did it, once per settled attempt. */
export interface QueueEvents {
  /** A worker is about to run. */
  started: TaskEvent;
  /** With what the worker returned, before JSON. */
  completed: TaskEvent & { result: unknown };
  /** An attempt failed and another one follows. */
  failed: TaskEvent & { error: unknown };
  /** A task failed for good. */
  exhausted: TaskEvent & { error: unknown };
  /** A running task was cancelled and has stopped. */
  cancelled: TaskEvent;
  /** A task was put off without using an attempt: snoozed, or waiting for a provider. */
  snoozed: TaskEvent & { error: unknown };
  /** The task's data does not fit the schema of this process's worker: the task was handed back for another one. */
  refused: TaskEvent & { error: unknown };
  /** A stopping runner gave a task back. */
  released: TaskEvent;
  /** The claim was gone before the attempt was recorded; its outcome was dropped. */
  leaseLost: TaskEvent;
  /** This process took back a task of a dead process, or one past its deadline. */
  rescued: { id: string; type: string; status: QueueStatus; reason: "LEASE_EXPIRED" | "TIMEOUT" };
  /** Something failed in the background; it is tried again. */
  error: { error: unknown; doing: string };
}

export type QueueEventName = keyof QueueEvents;

/** Sends events to listeners. A listener that throws is reported to the logger and disturbs nobody. */
export class QueueEventBus {
  readonly #emitter = new EventEmitter({ captureRejections: false }).setMaxListeners(0);
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  on<TName extends QueueEventName>(name: TName, listener: (event: QueueEvents[TName]) => void): void {
    this.#emitter.on(`queue:${name}`, listener);
  }

  off<TName extends QueueEventName>(name: TName, listener: (event: QueueEvents[TName]) => void): void {
    this.#emitter.off(`queue:${name}`, listener);
  }

  /** Whether anybody listens: what nobody hears need not be put together. */
  hears(name: QueueEventName): boolean {
    return this.#emitter.listenerCount(`queue:${name}`) > 0;
  }

  emit<TName extends QueueEventName>(name: TName, event: QueueEvents[TName]): void {
    for (const listener of this.#emitter.listeners(`queue:${name}`) as ((event: QueueEvents[TName]) => unknown)[]) {
      try {
        const answer = listener(event);
        if (answer instanceof Promise) answer.catch((error: unknown) => this.#report(name, error));
      } catch (error) {
        this.#report(name, error);
      }
    }
  }

  #report(name: QueueEventName, error: unknown): void {
    this.#logger.error(`A listener for "${name}" threw.`, { error });
  }
}
