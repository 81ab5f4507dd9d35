/** Milliseconds of pauses for each millisecond of reads. Reads so take about 3 % of the time, however much changes. */
const pauseFactor = 30;
const minPauseMs = 20;
const maxPauseMs = 1_000;
/** Number of reads whose shortest is the cost of one. */
const comparedReads = 8;
/** A read that takes longer does not keep other items waiting. */
const slowReadMs = 2_000;
/** Reads at the same time at most: the last one, and slow ones. */
const maxReads = 3;
/** Reads that may run without their pauses after a quiet time, in milliseconds: the changes of one task do not wait. */
const maxCreditMs = 250;

/**
 * Reads marked items one after another, in the order of their marks. Pauses between the reads bound the load, in proportion to their
 * duration. A quiet time earns a credit: the next changes are read at once. Two slow reads, for example over a broken connection, may
 * go on while others are read. The same item is never read twice at the same time.
 */
export class PacedReader<T> {
  readonly #read: (item: T) => Promise<unknown>;
  readonly #onError: (error: unknown) => void;
  readonly #urgent = new Set<T>();
  readonly #marked = new Set<T>();
  /** Whether the last item was urgent. Then a marked one is next: a client that connects again and again is urgent each time. */
  #wasUrgent = false;
  /** The items that are read, also slowly. */
  readonly #reading = new Set<T>();
  /** The item for whose read the others wait. */
  #current: T | undefined;
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

  /** Whether the item waits for its read, or for its result. */
  isWaiting(item: T): boolean {
    return this.#urgent.has(item) || this.#marked.has(item) || this.#reading.has(item);
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
    if (this.#current !== undefined || this.#reading.size >= maxReads || this.#isClosed || this.#timer) return;
    const waitMs = this.#nextAtMs - performance.now();
    if (waitMs <= 0) void this.#readNext();
    else this.#timer = setTimeout(() => void this.#readNext(), waitMs);
  }

  async #readNext(): Promise<void> {
    this.#timer = undefined;
    const item = this.#takeNext();
    if (item === undefined) return;
    this.#current = item;
    this.#reading.add(item);
    const slow = setTimeout(() => {
      this.#current = undefined;
      this.#schedule();
    }, slowReadMs);
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
    clearTimeout(slow);
    this.#reading.delete(item);
    if (this.#current === item) this.#current = undefined;
    if (this.#urgent.size + this.#marked.size > 0) this.#schedule();
  }

  #takeNext(): T | undefined {
    const [urgent, marked] = [this.#urgent, this.#marked].map((items) => {
      for (const item of items) if (!this.#reading.has(item)) return item;
      return undefined;
    });
    const isUrgent = urgent !== undefined && !(this.#wasUrgent && marked !== undefined);
    const item = isUrgent ? urgent : marked;
    if (item === undefined) return undefined;
    this.#wasUrgent = isUrgent;
    this.forget(item);
    return item;
  }

  #pauseAfter(durationMs: number): number {
    // On a busy machine, most of the duration is a wait for the processor. The shortest of some durations is nearest to the cost.
    this.#durationsMs.unshift(durationMs);
    this.#durationsMs.splice(comparedReads);
    const costMs = Math.min(...this.#durationsMs);
    const nowMs = performance.now();
    // Below zero for a read beside which others were read.
    const earnedMs = Math.max((nowMs - this.#creditAtMs - durationMs) / pauseFactor, 0);
    this.#creditAtMs = nowMs;
    const creditMs = Math.min(this.#creditMs + earnedMs, maxCreditMs) - costMs;
    this.#creditMs = Math.max(creditMs, -maxPauseMs / pauseFactor);
    return Math.max(-this.#creditMs * pauseFactor, minPauseMs);
  }
}
