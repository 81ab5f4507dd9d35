import type { InvalidTaskDataError } from "./errors/errors.ts";
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
  /**
   * The data does not fit the schema of this process's worker, which was not called. `version` is the worker's, null when it has
   * none; `limitMs` after the first refusal of a task, the next one is final.
   */
  | { kind: "refused"; error: InvalidTaskDataError; version: string | null; limitMs: number }
  /** The claim is gone. */
  | { kind: "lost" };
