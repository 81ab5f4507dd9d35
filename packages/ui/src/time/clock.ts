const tickMs = 1_000;

let timer: ReturnType<typeof setInterval> | undefined;
let tick = 0;
const listeners = new Set<() => void>();

/** Calls back each second while the page is visible, and at once when it becomes visible again. All times of the page share one timer. */
export function subscribeToClock(listener: () => void): () => void {
  if (listeners.size === 0) {
    document.addEventListener("visibilitychange", run);
    run();
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    document.removeEventListener("visibilitychange", run);
    stop();
  };
}

/** Returns a number that changes with each tick. */
export function readClock(): number {
  return tick;
}

function run(): void {
  stop();
  if (document.visibilityState === "hidden") return;
  advance();
  timer = setInterval(advance, tickMs);
}

function stop(): void {
  clearInterval(timer);
  timer = undefined;
}

function advance(): void {
  tick += 1;
  for (const listener of listeners) listener();
}
