/** Milliseconds of pauses for each millisecond of reads. Reads so take about 3 % of the time, however much changes. */
const pauseFactor = 30;
const minPauseMs = 20;
const maxPauseMs = 1_000;
/** Number of reads whose shortest is the cost of one. */
const comparedReads = 8;
/** Reads that may run without their pauses after a quiet time, in milliseconds: the changes of one task do not wait. */
const maxCreditMs = 250;

/**
 * Reads marked items one after another, in the order of their marks. Pauses between the reads bound the load, in proportion to their
 * duration. A quiet time earns a credit: the next changes are read at once.
 */
export class PacedReader<T> {
  readonly #read: (item: T) => Promise<unknown>;
  readonly #onError: (error: unknown) => void;
  readonly #urgent = new Set<T>();
  readonly #marked = new Set<T>();
  /** Whether the last item was urgent. Then a marked one is next: a client that connects again and again is urgent each time. */
  #wasUrgent = false;
  #isRunning = false;
  #isClosed = false;
  #hasFailed = false;
  /** Durations of the last reads. */
  readonly #durationsMs: number[] = [];
  /** What reads may still take now. Below zero: what they took too much. */
  #creditMs = maxCreditMs;
  #creditAtMs = performance.now();
  #nextAtMs = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param read - reads one item
   * @param onError - receives the first of a row of failures. A failed item stays marked
   */
  constructor(read: (item: T) => Promise<unknown>, onError: (error: unknown) => void) {
    this.#read = read;
    this.#onError = onError;
  }

  /** Reads the item soon. Several marks before its read are one. */
  mark(item: T): void {
    this.#marked.add(item);
    this.#schedule();
  }

  /** Reads the item before those that are only marked. */
  markUrgent(item: T): void {
    this.#urgent.add(item);
    this.#schedule();
  }

  /** Whether the item waits for its read. */
  isMarked(item: T): boolean {
    return this.#urgent.has(item) || this.#marked.has(item);
  }

  forget(item: T): void {
    this.#urgent.delete(item);
    this.#marked.delete(item);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#isRunning || this.#isClosed || this.#timer) return;
    const waitMs = this.#nextAtMs - performance.now();
    if (waitMs <= 0) void this.#readNext();
    else this.#timer = setTimeout(() => void this.#readNext(), waitMs);
  }

  async #readNext(): Promise<void> {
    this.#timer = undefined;
    const isUrgent = this.#urgent.size > 0 && !(this.#wasUrgent && this.#marked.size > 0);
    const [item] = isUrgent ? this.#urgent : this.#marked;
    if (item === undefined) return;
    this.#wasUrgent = isUrgent;
    this.forget(item);
    this.#isRunning = true;
    const fromMs = performance.now();
    try {
      await this.#read(item);
      this.#hasFailed = false;
      this.#nextAtMs = performance.now() + this.#pauseAfter(performance.now() - fromMs);
    } catch (error) {
      if (!this.#hasFailed) this.#onError(error);
      this.#hasFailed = true;
      this.#marked.add(item);
      this.#nextAtMs = performance.now() + maxPauseMs;
    }
    this.#isRunning = false;
    if (this.#urgent.size + this.#marked.size > 0) this.#schedule();
  }

  #pauseAfter(durationMs: number): number {
    // On a busy machine, most of the duration is a wait for the processor. The shortest of some durations is nearest to the cost.
    this.#durationsMs.unshift(durationMs);
    this.#durationsMs.splice(comparedReads);
    const costMs = Math.min(...this.#durationsMs);
    const nowMs = performance.now();
    const earnedMs = (nowMs - this.#creditAtMs - durationMs) / pauseFactor;
    this.#creditAtMs = nowMs;
    const creditMs = Math.min(this.#creditMs + earnedMs, maxCreditMs) - costMs;
    this.#creditMs = Math.max(creditMs, -maxPauseMs / pauseFactor);
    return Math.max(-this.#creditMs * pauseFactor, minPauseMs);
  }
}
