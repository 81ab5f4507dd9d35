import type { InvalidTaskDataError, RateLimitError } from "./errors/errors.ts";

/** The outcome of one attempt. */
export type Outcome =
  | { kind: "succeeded"; value: unknown }
  | { kind: "threw"; error: unknown }
  | { kind: "timedOut"; error: unknown }
  /** The runner stopped before the worker finished or started, or the task's time to begin was over. */
  | { kind: "stopped" }
  /** No provider of the worker is available; the worker was not called. */
  | { kind: "noProvider"; waitMs: number; providers: readonly string[] }
  /** `handleRateLimitError` was called for the task before the worker was done. */
  | { kind: "rateLimited"; error: RateLimitError }
  /**
   * The data does not match the schema of this process's worker, which was not called. `version` is the worker's, null if it has
   * none. From `limitMs` after the first refusal of a task, the next refusal fails it permanently.
   */
  | { kind: "refused"; error: InvalidTaskDataError; version: string | null; limitMs: number }
  /** The lease is lost. */
  | { kind: "lost" };
