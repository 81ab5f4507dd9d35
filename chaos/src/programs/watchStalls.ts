const everyMs = 50;

/** Tells when this process did not get to do anything for longer than `limitMs`: it was paused, or the machine is busy. */
export function watchStalls(limitMs: number, tell: (ms: number) => void): void {
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    if (now - last - everyMs > limitMs) tell(now - last);
    last = now;
  }, everyMs).unref();
}
