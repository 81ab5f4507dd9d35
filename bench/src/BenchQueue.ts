/** The data of every task of the benchmark. */
export interface Payload {
  /** Number of the task. */
  n: number;
  /** Monotonic time of the add in milliseconds, comparable between the processes of a machine; 0 when it is not measured. */
  sentAtMs: number;
}

export interface WorkerSettings {
  /** Tasks that run at the same time in the process; undefined uses what the queue's documentation recommends. */
  concurrency: number | undefined;
  /** Does the work of a task. The worker does nothing else. */
  run: (payload: Payload) => Promise<void> | undefined;
}

/** A queue under test, used as its documentation recommends. Each process creates its own instance. */
export interface BenchQueue {
  /** Creates the tables. Called once per database, before everything else. */
  setUp(): Promise<void>;
  /** Adds all of these with the queue's batch call. */
  addMany(payloads: readonly Payload[]): Promise<void>;
  addOne(payload: Payload): Promise<void>;
  /** Starts to run tasks until `stopWorkers`. */
  startWorkers(settings: WorkerSettings): Promise<void>;
  stopWorkers(): Promise<void>;
  /** Whether any task is unfinished. */
  hasUnfinished(): Promise<boolean>;
  /** Closes what this instance opened. */
  close(): Promise<void>;
}

/** A queue to compare: how to create it, and its properties. */
export interface QueueKind {
  name: string;
  /** Its name in tables and plots. */
  title: string;
  /** The npm package whose version is in the report. */
  packageName: string;
  /** Where its tasks are stored. */
  store: "postgres" | "redis";
  /** The configuration in a sentence, with the page that recommends it. */
  configuration: string;
  /** Tasks per second that it roughly processes. The number of tasks of a measurement depends on it. */
  paceHint: number;
  /** Whether finished tasks are kept. */
  keepsFinished: boolean;
  create(url: string): Promise<BenchQueue>;
}
