import { logProblem } from "../log.ts";

export interface RunOptions {
  /** Closes everything; called once. */
  stop: () => Promise<void>;
  /** Milliseconds that `stop` may take. After that the process ends with exit code 1. */
  limitMs: number;
  /** Called when stopping begins. */
  onStopping?: () => void;
}

/**
 * Calls `stop` and ends the process on SIGINT, SIGTERM or SIGHUP, or when the returned function is called: exit code 0 when all
 * was closed in time, else 1. A second SIGINT (Ctrl-C) ends it immediately.
 */
export function runUntilSignal(options: RunOptions): () => void {
  let isStopping = false;
  const begin = () => {
    if (isStopping) return;
    isStopping = true;
    options.onStopping?.();
    setTimeout(
      () => end(1, `Stopping took longer than ${options.limitMs} ms, so the process ends now`),
      options.limitMs,
    );
    options.stop().then(
      () => end(0),
      (error: unknown) => end(1, "Failed to stop", error),
    );
  };
  process.on("SIGTERM", begin);
  process.on("SIGHUP", begin);
  process.on("SIGINT", () => {
    if (isStopping) end(130);
    begin();
  });
  return begin;
}

function end(code: number, what?: string, problem?: unknown): never {
  if (what !== undefined) logProblem(what, problem);
  process.exit(code);
}
