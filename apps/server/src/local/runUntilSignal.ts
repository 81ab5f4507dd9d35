import { logProblem } from "../log.ts";

export interface RunOptions {
  /** Closes everything; called once. */
  stop: () => Promise<void>;
  /** Milliseconds that `stop` may take before the process ends anyway. */
  limitMs: number;
  /** Called when stopping begins. */
  onStopping?: () => void;
}

/**
 * Ends the process in order on SIGINT, SIGTERM or SIGHUP, or when the answered function is called: exit code 0 when
 * everything was closed in time, else 1. A second SIGINT, from the person at the keyboard, ends it at once.
 */
export function runUntilSignal(options: RunOptions): () => void {
  let isStopping = false;
  const begin = () => {
    if (isStopping) return;
    isStopping = true;
    options.onStopping?.();
    setTimeout(
      () => end(1, `Stopping took longer than ${options.limitMs} ms; what is left is cut off`),
      options.limitMs,
    );
    options.stop().then(
      () => end(0),
      (error: unknown) => end(1, "Stopping failed", error),
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
