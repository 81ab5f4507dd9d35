/** The calls to the process of a queue. */
export interface QueueCalls {
  setUp(): void;
  /** Adds tasks in calls of `chunk`, two at a time. */
  addMany(request: { count: number; chunk: number }): Usage;
  /** Adds single tasks for `durationMs`, with `callers` concurrent calls. */
  addSingly(request: { callers: number; durationMs: number }): Usage & { count: number };
  /** Adds tasks at a steady rate, without waiting for earlier adds. */
  addPaced(request: { perSecond: number; durationMs: number }): { count: number };
  /** Adds tasks one after another, with pauses of `gapMs` ± 50 %. */
  addSpaced(request: { count: number; gapMs: number }): void;
  /** `heapAtRun`: at this run the live heap is read, which stops the process for some milliseconds. */
  startWorkers(request: { concurrency?: number | undefined; workMs: number; heapAtRun?: number | undefined }): void;
  stopWorkers(): WorkerReport;
  hasUnfinished(): boolean;
  /** CPU time since the start of the process, and its peak memory. */
  usage(): Usage;
  close(): void;
}

/** The cost of an operation in the process. */
export interface Usage {
  ms: number;
  cpuMs: number;
  peakRssBytes: number;
}

export interface WorkerReport extends Usage {
  runs: number;
  /** Monotonic time of the first run. */
  firstRunAtMs: number;
  /** The same for the last one, with an error of up to 5 ms. */
  lastRunAtMs: number;
  /** Milliseconds from add to start, of every task with a time. */
  latenciesMs: number[];
  /** 0 if it was not requested. */
  liveHeapBytes: number;
}

export type CallName = keyof QueueCalls;
export type CallRequest<TName extends CallName> = Parameters<QueueCalls[TName]>[0];
export type CallAnswer<TName extends CallName> = ReturnType<QueueCalls[TName]>;

export interface CallMessage {
  id: number;
  name: CallName;
  request: unknown;
}

export type ReplyMessage =
  | { kind: "answer"; id: number; answer: unknown }
  | { kind: "error"; id: number; message: string }
  /** Tasks run so far, sent while workers run. */
  | { kind: "progress"; runs: number };
