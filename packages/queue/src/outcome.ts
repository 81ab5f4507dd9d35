import type { QueueStatus } from "./types.ts";

/** What one run of a worker did. */
export type Outcome =
  | { kind: "succeeded"; value: unknown }
  | { kind: "threw"; error: unknown }
  | { kind: "timedOut"; error: unknown }
  /** The runner stopped before the worker was done, or before it began. */
  | { kind: "stopped" }
  /** All providers that the task could use are closed; the worker was not called. */
  | { kind: "noProvider"; waitMs: number; providers: readonly string[] }
  /** This process recorded the outcome while the worker was still running, and has told of it. */
  | { kind: "settled"; settled: { id: string; status: QueueStatus } }
  /** The claim is gone. */
  | { kind: "lost" };
