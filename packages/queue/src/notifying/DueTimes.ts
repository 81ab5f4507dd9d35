import { boundTimer } from "../domain/timers.ts";

/** Due times are rounded up to a multiple of this many milliseconds: whatever comes due within it is one wake-up. */
const stepMs = 10;
/** Steps into which a delay is divided at least: what is further away is rounded more, so that many due times are few. */
const stepsPerDelay = 256;
/** Due times that are remembered. Beyond that the latest are forgotten, and polling finds those tasks. */
const maxDueTimes = 512;
/** How much faster the clock of this process may run than that of the database: who looks too early finds nothing. */
const clockDrift = 1.0005;

/** Knows when tasks come due that this process has put off or heard of, and tells of them then: polling need not find them. */
export class DueTimes {
  readonly #onDue: (type: string) => void;
  /** The types of the tasks that come due at a time of `performance.now()`. */
  readonly #typesByTime = new Map<number, Set<string>>();
  /** The latest of these times. */
  #latestAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Infinity;
  #toldAt = -Infinity;

  /** @param onDue - called with the type of tasks that are due now; for each type at most once in 10 ms */
  constructor(onDue: (type: string) => void) {
    this.#onDue = onDue;
  }

  get size(): number {
    return this.#typesByTime.size;
  }

  /**
   * A task comes due.
   * @param delayMs - counted from the arrival of the database's answer, so by no clock of this machine; 0 means now
   */
  note(type: string, delayMs: number): void {
    const now = performance.now();
    if (delayMs <= 0 && now >= this.#toldAt + stepMs) {
      this.#toldAt = now;
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
    this.#timer = setTimeout(() => this.#tell(), boundTimer(Math.ceil(dueAt - now))).unref();
  }

  #tell(): void {
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
    if (dueTypes.size > 0) this.#toldAt = now;
    for (const type of dueTypes) this.#onDue(type);
  }

  /** Makes room for an earlier due time; answers whether there was a later one. */
  #dropLatest(dueAt: number): boolean {
    if (dueAt > this.#latestAt) return false;
    this.#typesByTime.delete(this.#latestAt);
    this.#latestAt = Math.max(...this.#typesByTime.keys());
    return true;
  }
}

/** When to look for a task that comes due after this delay: never before, and at the same time as for others near it. */
export function roundDueTime(now: number, delayMs: number): number {
  const doublings = Math.max(Math.ceil(Math.log2(delayMs / (stepMs * stepsPerDelay))), 0);
  const step = stepMs * 2 ** doublings;
  return Math.ceil((now + Math.max(delayMs, 0) * clockDrift) / step) * step;
}
