/** The longest wait that a number from outside can cause, in ms: 10 minutes. */
export const maxWaitMs = 600_000;

/** A timer that is given more fires at once, in every browser. */
const maxTimerMs = 2 ** 31 - 1;

/** Calls back once after `delayMs`, at least 0 and at most 24 days. Returns the function that prevents it. */
export function startTimer(delayMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, Math.min(Math.max(delayMs, 0), maxTimerMs));
  return () => clearTimeout(timer);
}

/** One timer that can be started again: the new start replaces the old one. */
export interface Timer {
  start(delayMs: number, callback: () => void): void;
  stop(): void;
  isRunning(): boolean;
}

export function createTimer(): Timer {
  let cancel: (() => void) | undefined;
  const stop = () => {
    cancel?.();
    cancel = undefined;
  };
  return {
    start(delayMs, callback) {
      stop();
      cancel = startTimer(delayMs, () => {
        cancel = undefined;
        callback();
      });
    },
    stop,
    isRunning: () => cancel !== undefined,
  };
}
