/** What the benchmark asks of a peer's process, by name, with what it answers. */
export interface PeerCalls {
  setUp(): void;
  /** Adds tasks in calls of `chunk`, two at a time; answers what it took. */
  addMany(request: { count: number; chunk: number }): Usage;
  /** Adds tasks one by one from some callers at once for a while. */
  addSingly(request: { callers: number; durationMs: number }): Usage & { count: number };
  /** Adds tasks at a steady pace, whether or not earlier adds are done. */
  addPaced(request: { perSecond: number; durationMs: number }): { count: number };
  /** Adds tasks one after the other with pauses of `gapMs`, give or take half. */
  addSpaced(request: { count: number; gapMs: number }): void;
  /** `heapAtRun`: at this run the live heap is read, which stops the process for some milliseconds. */
  startWorkers(request: { concurrency?: number | undefined; workMs: number; heapAtRun?: number | undefined }): void;
  stopWorkers(): WorkerReport;
  hasUnfinished(): boolean;
  /** Processor time since the process began, and its largest memory so far. */
  usage(): Usage;
  close(): void;
}

/** What something cost the process. */
export interface Usage {
  ms: number;
  cpuMs: number;
  peakRssBytes: number;
}

export interface WorkerReport extends Usage {
  runs: number;
  /** Monotonic time of the first run. */
  firstRunAtMs: number;
  /** The same of the last one, to within the 5 ms between two looks. */
  lastRunAtMs: number;
  /** Milliseconds from add to start of every task that carried its time. */
  latenciesMs: number[];
  /** 0 unless it was asked for. */
  liveHeapBytes: number;
}

export type CallName = keyof PeerCalls;
export type CallRequest<TName extends CallName> = Parameters<PeerCalls[TName]>[0];
export type CallAnswer<TName extends CallName> = ReturnType<PeerCalls[TName]>;

export interface CallMessage {
  id: number;
  name: CallName;
  request: unknown;
}

export type ReplyMessage =
  | { kind: "answer"; id: number; answer: unknown }
  | { kind: "error"; id: number; message: string }
  /** Tasks run so far; sent while workers run. */
  | { kind: "progress"; runs: number };
