/** Items of one call to {@link BatchWriter}, at the most. */
export const maxBatch = 500;

/** Writes a batch; answers one result per item, in the order of the items. */
export type BatchWriter<TItem, TResult> = (items: readonly TItem[]) => Promise<readonly TResult[]>;

interface Waiting<TItem, TResult> {
  item: TItem;
  resolve: (result: TResult) => void;
  reject: (error: unknown) => void;
}

/**
 * Joins what is added while earlier batches are being written into the next one: single items leave at once when it is
 * quiet, and the batches grow by themselves under load.
 */
export class Batcher<TItem, TResult> {
  readonly #write: BatchWriter<TItem, TResult>;
  readonly #parallel: number;
  #waiting: Waiting<TItem, TResult>[] = [];
  #inFlight = new Set<Promise<void>>();
  #isScheduled = false;

  /** @param parallel - batches being written at the same time, at the most */
  constructor(write: BatchWriter<TItem, TResult>, parallel = 1) {
    this.#write = write;
    this.#parallel = parallel;
  }

  /** Items not yet written. */
  get size(): number {
    return this.#waiting.length;
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
    const batch = this.#waiting.splice(0, maxBatch);
    const sent = this.#deliver(batch).finally(() => {
      this.#inFlight.delete(sent);
      if (this.#waiting.length > 0) this.#schedule();
    });
    this.#inFlight.add(sent);
    if (this.#waiting.length > 0) this.#schedule();
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
