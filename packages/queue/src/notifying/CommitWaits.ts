/** Milliseconds of each wait. The first one starts at the statement. */
const waitsMs = [20, 100, 500];

/** Milliseconds from a statement to the last call. */
export const longestCommitWaitMs = waitsMs.reduce((sum, waitMs) => sum + waitMs, 0);

/**
 * Calls back several times after a statement in the caller's transaction, because the process does not see when the transaction
 * commits. A statement during the waits begins them again, and keeps the timer that runs.
 */
export class CommitWaits {
  readonly #onWait: () => void;
  #timer: NodeJS.Timeout | undefined;
  #done = 0;

  /** @param onWait - called 20, 120 and 620 ms after the last statement */
  constructor(onWait: () => void) {
    this.#onWait = onWait;
  }

  /** Whether a call follows. */
  get isPending(): boolean {
    return this.#timer !== undefined;
  }

  begin(): void {
    this.#done = 0;
    if (!this.#timer) this.#wait();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(): void {
    const waitMs = waitsMs[this.#done++];
    const end = () => {
      this.#onWait();
      this.#wait();
    };
    this.#timer = waitMs === undefined ? undefined : setTimeout(end, waitMs).unref();
  }
}
