import { boundTimer } from "../domain/timers.ts";

/** Due times are rounded up to a multiple of this many milliseconds, so that close ones share one wake-up. */
const stepMs = 10;
/** Long delays are rounded up to this fraction of the delay (1/256 for 256), so that many due times share a few wake-ups. */
const stepsPerDelay = 256;
/** Due times to remember. Beyond that the latest are dropped, and polling finds those tasks. */
const maxDueTimes = 512;
/** How much faster the clock of this process may run than the database's: a poll that is too early finds nothing. */
const clockDrift = 1.0005;

/** Remembers when tasks come due, as far as this process knows, and calls back then, so that no poll has to find them. */
export class DueTimes {
  readonly #onDue: (type: string) => void;
  /** The types of the tasks that come due at a time of `performance.now()`. */
  readonly #typesByTime = new Map<number, Set<string>>();
  /** The latest of these times. */
  #latestAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Infinity;
  #notifiedAt = -Infinity;

  /** @param onDue - called with the type of tasks that are due; for each type at most once in 10 ms */
  constructor(onDue: (type: string) => void) {
    this.#onDue = onDue;
  }

  get size(): number {
    return this.#typesByTime.size;
  }

  /**
   * Notes that a task comes due.
   * @param delayMs - from the arrival of the database's result on, so that the clocks need not agree; 0 means now
   */
  note(type: string, delayMs: number): void {
    const now = performance.now();
    if (delayMs <= 0 && now >= this.#notifiedAt + stepMs) {
      this.#notifiedAt = now;
      this.#onDue(type);
      return;
    }
    const dueAt = roundDueTime(now, delayMs);
    const types = this.#typesByTime.get(dueAt);
    if (types) types.add(type);
    else if (this.#typesByTime.size < maxDueTimes || this.#dropLatest(dueAt)) {
      this.#typesByTime.set(dueAt, new Set([type]));
      if (dueAt > this.#latestAt) this.#latestAt = dueAt;
      if (dueAt < this.#timerAt) this.#schedule(dueAt, now);
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#typesByTime.clear();
  }

  #schedule(dueAt: number, now: number): void {
    clearTimeout(this.#timer);
    this.#timerAt = dueAt;
    this.#timer = setTimeout(() => this.#notifyDue(), boundTimer(Math.ceil(dueAt - now))).unref();
  }

  #notifyDue(): void {
    const now = performance.now();
    const dueTypes = new Set<string>();
    for (const [dueAt, types] of this.#typesByTime) {
      if (dueAt > now) continue;
      this.#typesByTime.delete(dueAt);
      for (const type of types) dueTypes.add(type);
    }
    this.#timerAt = Infinity;
    if (this.#typesByTime.size > 0) this.#schedule(Math.min(...this.#typesByTime.keys()), now);
    else this.#latestAt = -Infinity;
    if (dueTypes.size > 0) this.#notifiedAt = now;
    for (const type of dueTypes) this.#onDue(type);
  }

  /** Drops the latest due time in favour of an earlier one. Returns false if this one is the latest. */
  #dropLatest(dueAt: number): boolean {
    if (dueAt > this.#latestAt) return false;
    this.#typesByTime.delete(this.#latestAt);
    this.#latestAt = Math.max(...this.#typesByTime.keys());
    return true;
  }
}

/** When to poll for a task that comes due after this delay: never before, and together with others at nearly the same time. */
export function roundDueTime(now: number, delayMs: number): number {
  const doublings = Math.max(Math.ceil(Math.log2(delayMs / (stepMs * stepsPerDelay))), 0);
  const step = stepMs * 2 ** doublings;
  return Math.ceil((now + Math.max(delayMs, 0) * clockDrift) / step) * step;
}
