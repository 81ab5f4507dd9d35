import type { QueueTask } from "../domain/types.ts";
import type { Worker, WorkerContext, Workers } from "../workers/defineWorker.ts";

/** Milliseconds that {@link WorkerWatch.whenRunning} waits. */
const waitLimitMs = 10_000;

interface Waiter {
  type: string;
  resolve: (task: QueueTask) => void;
}

const explainAbsence = (type: string): string =>
  `No worker of ${type} began within ${waitLimitMs} ms. Start it first, without await: const run = runNext().`;

/** Knows which workers are running, and cuts the worker of a crashed process off. */
export class WorkerWatch {
  readonly #runs = new Set<WatchedRun>();
  readonly #waiters = new Set<Waiter>();

  /** Returns workers that do the same, and that this object sees. */
  wrap<TWorkers extends Workers>(workers: TWorkers): TWorkers {
    const wrapped = Object.entries(workers).map(([type, worker]) => [type, this.#wrapOne(type, worker)]);
    return Object.fromEntries(wrapped) as TWorkers;
  }

  /** Whether the task is running. A run whose claim is lost does not count. */
  isRunning(taskId: string): boolean {
    return this.#find(taskId) !== undefined;
  }

  /** Notes that the claim of a running task is lost. @param hasCrashed - whether to cut its worker off */
  lose(taskId: string, hasCrashed: boolean): void {
    const run = this.#find(taskId);
    if (!run) return;
    if (hasCrashed) run.crash();
    this.#runs.delete(run);
  }

  #find(taskId: string): WatchedRun | undefined {
    return [...this.#runs].find(({ task }) => task.id === taskId);
  }

  /** Resolves with the task when a worker of this type is running. @throws Error when none begins within 10 s */
  readonly whenRunning = async (type: string): Promise<QueueTask> => {
    const running = [...this.#runs].find((run) => run.type === type);
    if (running) return running.task;
    let timer: NodeJS.Timeout | undefined;
    let waiter: Waiter | undefined;
    try {
      return await new Promise((resolve, reject) => {
        waiter = { type, resolve };
        this.#waiters.add(waiter);
        timer = setTimeout(() => reject(new Error(explainAbsence(type))), waitLimitMs);
      });
    } finally {
      clearTimeout(timer);
      if (waiter) this.#waiters.delete(waiter);
    }
  };

  #wrapOne(type: string, worker: Worker): Worker {
    const run = async (data: unknown, context: WorkerContext) => {
      const watched = new WatchedRun(type, context);
      this.#runs.add(watched);
      for (const waiter of this.#waiters) if (waiter.type === type) waiter.resolve(watched.task);
      try {
        return await worker.run(data, watched.context);
      } finally {
        this.#runs.delete(watched);
      }
    };
    return { ...worker, run };
  }
}

/** One run of a worker, with a context that has no effect after a crash. */
class WatchedRun {
  readonly type: string;
  readonly task: QueueTask;
  readonly context: WorkerContext;
  readonly #controller = new AbortController();
  #hasCrashed = false;

  constructor(type: string, context: WorkerContext) {
    this.type = type;
    this.task = context.task;
    this.context = new Proxy(context, {
      get: (target, name) => {
        if (name === "addToQueue") return this.#guard(target.addToQueue);
        return name === "signal" ? this.#controller.signal : Reflect.get(target, name, target);
      },
    });
    const { signal } = context;
    const abort = () => this.#hasCrashed || this.#controller.abort(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  }

  /** A dead process gets no signal, and none of its calls returns. */
  crash(): void {
    this.#hasCrashed = true;
  }

  #guard(addToQueue: WorkerContext["addToQueue"]): WorkerContext["addToQueue"] {
    return (...args) => (this.#hasCrashed ? new Promise(() => {}) : addToQueue(...args));
  }
}
