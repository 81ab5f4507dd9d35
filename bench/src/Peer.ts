/** What every task of the benchmark carries. */
export interface Payload {
  /** Number of the task. */
  n: number;
  /** Monotonic time of the add in milliseconds, which processes of one machine share; 0 when nobody measures it. */
  sentAtMs: number;
}

export interface WorkerSettings {
  /** Tasks that run at once in the process; undefined takes the configuration that the peer's documentation recommends. */
  concurrency: number | undefined;
  /** Does the task's work; a peer's worker does nothing else. */
  run: (payload: Payload) => Promise<void> | undefined;
}

/** One queue, as its documentation says to use it. An instance lives in one process. */
export interface Peer {
  /** Makes the tables. Once per database, before anything else. */
  setUp(): Promise<void>;
  /** Adds all of these with the peer's call for many. */
  addMany(payloads: readonly Payload[]): Promise<void>;
  addOne(payload: Payload): Promise<void>;
  /** Starts to run tasks until `stopWorkers`. */
  startWorkers(settings: WorkerSettings): Promise<void>;
  stopWorkers(): Promise<void>;
  /** Whether any task is neither finished nor gone. */
  hasUnfinished(): Promise<boolean>;
  /** Closes what this instance opened. */
  close(): Promise<void>;
}

/** How to make a peer of one kind, and what to know about it. */
export interface PeerKind {
  name: string;
  /** As tables and plots call it. */
  title: string;
  /** The npm package whose version is printed. */
  packageName: string;
  /** What its tasks are kept in. */
  store: "postgres" | "redis";
  /** The configuration in a sentence, with the page that recommends it. */
  configuration: string;
  /** Tasks per second that it roughly makes: the amounts of work are chosen by it. */
  paceHint: number;
  /** Whether finished tasks are kept. */
  keepsFinished: boolean;
  create(url: string): Promise<Peer>;
}
