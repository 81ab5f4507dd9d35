import type { InvalidTaskDataError } from "./errors/errors.ts";
import type { QueueStatus } from "./types.ts";

/** The outcome of one attempt. */
export type Outcome =
  | { kind: "succeeded"; value: unknown }
  | { kind: "threw"; error: unknown }
  | { kind: "timedOut"; error: unknown }
  /** The runner stopped before the worker finished or started. */
  | { kind: "stopped" }
  /** No provider of the worker is available; the worker was not called. */
  | { kind: "noProvider"; waitMs: number; providers: readonly string[] }
  /** This process has already recorded the outcome and emitted its event, while the worker was still running. */
  | { kind: "settled"; settled: { id: string; status: QueueStatus } }
  /**
   * The data does not match the schema of this process's worker, which was not called. `version` is the worker's, null if it has
   * none. From `limitMs` after the first refusal of a task, the next refusal fails it permanently.
   */
  | { kind: "refused"; error: InvalidTaskDataError; version: string | null; limitMs: number }
  /** The lease is lost. */
  | { kind: "lost" };
