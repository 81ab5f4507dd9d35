/** Maximum number of items of one call to {@link BatchWriter}. */
export const maxBatch = 1_500;

/**
 * Weight at which a batch is full; one heavier item is a batch of its own. If the weight is the number of JSON characters, a full
 * batch is sent within a second.
 */
export const maxBatchWeight = 4_000_000;

/** Writes a batch and returns one result per item, in their order. A result may be a promise, which delays no other result. */
export type BatchWriter<TItem, TResult> = (items: readonly TItem[]) => Promise<readonly (TResult | Promise<TResult>)[]>;

interface Waiting<TItem, TResult> {
  item: TItem;
  resolve: (result: TResult | Promise<TResult>) => void;
  reject: (error: unknown) => void;
}

/**
 * Collects items into batches. Items that are added while a batch is being written form the next one: without load, a single
 * item is written at once, and batches grow with the load.
 */
export class Batcher<TItem, TResult> {
  readonly #write: BatchWriter<TItem, TResult>;
  readonly #parallel: number;
  readonly #weigh: ((item: TItem) => number) | undefined;
  #waiting: Waiting<TItem, TResult>[] = [];
  #inFlight = new Set<Promise<void>>();
  #isScheduled = false;

  /**
   * @param options.parallel - maximum number of batches that are written at the same time. Default 1
   * @param options.weigh - returns the weight of an item. Default: items have no weight
   */
  constructor(
    write: BatchWriter<TItem, TResult>,
    { parallel = 1, weigh }: { parallel?: number; weigh?: (item: TItem) => number } = {},
  ) {
    this.#write = write;
    this.#parallel = parallel;
    this.#weigh = weigh;
  }

  add(item: TItem): Promise<TResult> {
    return new Promise<TResult>((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  /** Resolves when all items added so far are written. Never rejects. */
  async drain(): Promise<void> {
    while (this.#waiting.length > 0 || this.#inFlight.size > 0) {
      this.#send();
      await Promise.race(this.#inFlight);
    }
  }

  #schedule(): void {
    if (this.#isScheduled || this.#inFlight.size >= this.#parallel) return;
    this.#isScheduled = true;
    // After the current turn of the event loop, so that all items of this turn are in one batch.
    setImmediate(() => {
      this.#isScheduled = false;
      this.#send();
    });
  }

  #send(): void {
    if (this.#waiting.length === 0 || this.#inFlight.size >= this.#parallel) return;
    const batch = this.#waiting.splice(0, this.#countBatch());
    const sent = this.#deliver(batch).finally(() => {
      this.#inFlight.delete(sent);
      if (this.#waiting.length > 0) this.#schedule();
    });
    this.#inFlight.add(sent);
    if (this.#waiting.length > 0) this.#schedule();
  }

  /** Limits the weight: a full batch of the largest items would be too large for one statement and for this process's memory. */
  #countBatch(): number {
    if (!this.#weigh) return maxBatch;
    let count = 0;
    for (let weight = 0; count < Math.min(this.#waiting.length, maxBatch) && weight < maxBatchWeight; count++)
      weight += this.#weigh((this.#waiting[count] as Waiting<TItem, TResult>).item);
    return count;
  }

  async #deliver(batch: readonly Waiting<TItem, TResult>[]): Promise<void> {
    try {
      const results = await this.#write(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as TResult);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
