/** Milliseconds from a look that found tasks to the next one. */
const soonestMs = 3;
/** Looks in vain at the poll interval before it doubles. */
const idleLooks = 10;
const firstRetryMs = 100;
const maxRetryMs = 5_000;

/**
 * How long to wait between looks for tasks that nobody asked for. Where tasks were found, more will come: the next look
 * follows soon. Looks in vain come ever later, up to the poll interval, and in the end to twice that.
 */
export class PollBackoff {
  readonly #pollMs: number;
  #waitMs: number;
  #idleLooks = 0;
  #retryMs = firstRetryMs;

  constructor(pollMs: number) {
    this.#pollMs = pollMs;
    this.#waitMs = pollMs;
  }

  /** After a look: when to look again. */
  next(hasFound: boolean): number {
    this.#waitMs = Math.min(hasFound ? soonestMs : this.#waitMs * 2, this.#pollMs);
    this.#idleLooks = this.#waitMs < this.#pollMs ? 0 : this.#idleLooks + 1;
    const growth = this.#idleLooks > idleLooks ? 2 : 1;
    return this.#waitMs * growth * (0.9 + 0.2 * Math.random());
  }

  /** Tasks were added: no doubled interval for a while. */
  quicken(): void {
    this.#idleLooks = 0;
  }

  /** Tasks come back soon, at a time that is not known exactly: the next looks follow as after a find. */
  expectSoon(): void {
    this.#waitMs = Math.min(soonestMs, this.#pollMs);
  }

  /** After a look that failed: when to try again. */
  retry(): number {
    this.#retryMs = Math.min(this.#retryMs * 2, maxRetryMs);
    return this.#retryMs * (0.5 + 0.5 * Math.random());
  }

  /** The database answered. */
  recover(): void {
    this.#retryMs = firstRetryMs;
  }
}
