import { EventEmitter } from "node:events";
import type { Logger } from "./logger.ts";
import type { QueueStatus, TaskMeta } from "./types.ts";

/** The fields of every event about a task. */
export interface TaskEvent {
  id: string;
  type: string;
  status: QueueStatus;
  /** The number of the attempt; 0 if the task ended before its first one. */
  attempt: number;
  /** The task's `meta`; null if it has none. */
  meta: TaskMeta | null;
  /** Milliseconds from the due time until the attempt started, or until now if it did not start. */
  waitMs: number;
}

/** The fields of every event about an attempt that has ended. */
export interface EndedAttemptEvent extends TaskEvent {
  /** Milliseconds that the attempt ran; 0 if it did not start. */
  runMs: number;
}

/** Events emitted by a {@link QueueService}, in the process where they happen. */
export interface QueueEvents {
  /** An attempt starts. */
  started: TaskEvent;
  /** A task completed. `result` is the worker's return value before its conversion to JSON. */
  completed: EndedAttemptEvent & { result: unknown };
  /** An attempt failed, and the task will be retried. */
  failed: EndedAttemptEvent & { error: unknown };
  /**
   * A task failed permanently, or expired. If a rescue ended its last attempt, this event follows `rescued`, and `error` says why.
   */
  exhausted: EndedAttemptEvent & { error: unknown };
  /** A running task was cancelled, and its worker has stopped. */
  cancelled: EndedAttemptEvent;
  /** A task was snoozed without using an attempt: its worker asked for it, or it waits for a provider. */
  snoozed: EndedAttemptEvent & { error: unknown };
  /** The data did not match the schema of this process's worker, and the task was released for another process. */
  refused: EndedAttemptEvent & { error: unknown };
  /** A runner released a task: the runner stops or is paused, or the task has waited too long for a slot or to begin. */
  released: EndedAttemptEvent;
  /** The lease was lost before the outcome of the attempt was recorded. The outcome is discarded. */
  leaseLost: EndedAttemptEvent;
  /** This process rescued a task: its lease had expired, or its process did not end it at its timeout. */
  rescued: {
    id: string;
    type: string;
    status: QueueStatus;
    reason: "LEASE_EXPIRED" | "TIMEOUT";
    meta: TaskMeta | null;
  };
  /** Background work failed. `doing` is a verb phrase such as "extend leases". */
  error: { error: unknown; doing: string };
}

export type QueueEventName = keyof QueueEvents;

/** Sends events to listeners. An error of a listener is logged, and the other listeners still receive the event. */
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

  /** Returns whether an event has listeners. Without listeners, the event need not be created. */
  hasListeners(name: QueueEventName): boolean {
    return this.#emitter.listenerCount(`queue:${name}`) > 0;
  }

  emit<TName extends QueueEventName>(name: TName, event: QueueEvents[TName]): void {
    for (const listener of this.#emitter.listeners(`queue:${name}`) as ((event: QueueEvents[TName]) => unknown)[]) {
      try {
        const returned = listener(event);
        if (returned instanceof Promise) returned.catch((error: unknown) => this.#report(name, error));
      } catch (error) {
        this.#report(name, error);
      }
    }
  }

  #report(name: QueueEventName, error: unknown): void {
    this.#logger.error(`A listener for the event "${name}" threw an error.`, { error });
  }
}
