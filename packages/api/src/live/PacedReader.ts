/** Pause after a read, as a multiple of the time that it took. Reads so take about 3 % of the time, however much changes. */
const pauseFactor = 30;
const minPauseMs = 20;
const maxPauseMs = 1_000;

/**
 * Reads marked items one after another, in the order of their marks. A pause follows each read, in proportion to its duration. After a
 * longer time without marks, the next mark is read at once.
 */
export class PacedReader<T> {
  readonly #read: (item: T) => Promise<unknown>;
  readonly #onError: (error: unknown) => void;
  readonly #urgent = new Set<T>();
  readonly #marked = new Set<T>();
  #isRunning = false;
  #isClosed = false;
  #hasFailed = false;
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
    const [item] = this.#urgent.size > 0 ? this.#urgent : this.#marked;
    if (item === undefined) return;
    this.forget(item);
    this.#isRunning = true;
    const fromMs = performance.now();
    let pauseMs = maxPauseMs;
    try {
      await this.#read(item);
      this.#hasFailed = false;
      pauseMs = Math.min(Math.max((performance.now() - fromMs) * pauseFactor, minPauseMs), maxPauseMs);
    } catch (error) {
      if (!this.#hasFailed) this.#onError(error);
      this.#hasFailed = true;
      this.#marked.add(item);
    }
    this.#nextAtMs = performance.now() + pauseMs;
    this.#isRunning = false;
    if (this.#urgent.size + this.#marked.size > 0) this.#schedule();
  }
}
