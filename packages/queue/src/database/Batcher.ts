/** Items of one call to {@link BatchWriter}, at the most. */
export const maxBatch = 1_500;

/** Weight of one batch: more than one item only while they stay below it. As characters of JSON, what is sent within a second. */
export const maxBatchWeight = 4_000_000;

/** Writes a batch; answers one result per item, in the order of the items. One that is not there yet holds up no other. */
export type BatchWriter<TItem, TResult> = (items: readonly TItem[]) => Promise<readonly (TResult | Promise<TResult>)[]>;

interface Waiting<TItem, TResult> {
  item: TItem;
  resolve: (result: TResult | Promise<TResult>) => void;
  reject: (error: unknown) => void;
}

/**
 * Joins what is added while earlier batches are being written into the next one: single items leave at once when it is
 * quiet, and the batches grow by themselves under load.
 */
export class Batcher<TItem, TResult> {
  readonly #write: BatchWriter<TItem, TResult>;
  readonly #parallel: number;
  readonly #weigh: ((item: TItem) => number) | undefined;
  #waiting: Waiting<TItem, TResult>[] = [];
  #inFlight = new Set<Promise<void>>();
  #isScheduled = false;

  /**
   * @param options.parallel - batches being written at the same time, at the most
   * @param options.weigh - the weight of an item; without it, all are light
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

  /** Resolves when everything added so far is written. Never rejects. */
  async drain(): Promise<void> {
    while (this.#waiting.length > 0 || this.#inFlight.size > 0) {
      this.#send();
      await Promise.race(this.#inFlight);
    }
  }

  #schedule(): void {
    if (this.#isScheduled || this.#inFlight.size >= this.#parallel) return;
    this.#isScheduled = true;
    // After the current turn of the event loop, so that all that settles in it travels together.
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

  /** A batch of the largest payloads would be too much for one statement and for this process's memory. */
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
