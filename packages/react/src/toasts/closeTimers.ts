/** Closes toasts after their display time. The time stands still while at least one hold exists. */
export interface CloseTimers {
  /** Starts the time of a toast again; Infinity means that it stays. */
  start(taskId: string, durationMs: number): void;
  stop(taskId: string): void;
  stopAll(): void;
  /** Stops the time, for example while the pointer is over a toast. Returns how to end the hold. */
  hold(): () => void;
}

interface Timer {
  leftMs: number;
  startedMs: number;
  handle: ReturnType<typeof setTimeout> | undefined;
}

export function createCloseTimers(onClose: (taskId: string) => void): CloseTimers {
  const timers = new Map<string, Timer>();
  const holds = new Set<object>();

  function run(taskId: string, timer: Timer): void {
    timer.startedMs = Date.now();
    timer.handle = setTimeout(() => {
      timers.delete(taskId);
      onClose(taskId);
    }, timer.leftMs);
  }

  function stop(taskId: string): void {
    clearTimeout(timers.get(taskId)?.handle);
    timers.delete(taskId);
  }

  return {
    start(taskId, durationMs) {
      stop(taskId);
      if (durationMs === Number.POSITIVE_INFINITY) return;
      const timer: Timer = { leftMs: durationMs, startedMs: 0, handle: undefined };
      timers.set(taskId, timer);
      if (holds.size === 0) run(taskId, timer);
    },
    stop,
    stopAll() {
      for (const taskId of [...timers.keys()]) stop(taskId);
    },
    hold() {
      const hold = {};
      if (holds.size === 0) {
        for (const timer of timers.values()) {
          clearTimeout(timer.handle);
          timer.leftMs = Math.max(timer.leftMs - (Date.now() - timer.startedMs), 0);
        }
      }
      holds.add(hold);
      return () => {
        if (!holds.delete(hold) || holds.size > 0) return;
        for (const [taskId, timer] of timers) run(taskId, timer);
      };
    },
  };
}
