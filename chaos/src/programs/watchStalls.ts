const everyMs = 50;

/** Calls `report` when this process could not run for longer than `limitMs`: it was paused, or the machine is busy. */
export function watchStalls(limitMs: number, report: (ms: number) => void): void {
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    if (now - last - everyMs > limitMs) report(now - last);
    last = now;
  }, everyMs).unref();
}
