import type { ActiveClaim } from "./ActiveClaim.ts";
import { Fifo } from "./Fifo.ts";

/** Claims that have waited for a slot for so many milliseconds are overdue: somebody else may be free. */
export const maxBufferedMs = 1_000;

/** Claims that wait for a free slot, in their order, with a watch on the one that waits longest. */
export class ClaimBuffer extends Fifo<ActiveClaim> {
  readonly #onOverdue: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param onOverdue - called when the first claim is overdue; it is expected to take all */
  constructor(onOverdue: () => void) {
    super();
    this.#onOverdue = onOverdue;
  }

  /** Looks again when the first claim will be overdue. */
  watch(): void {
    const { first } = this;
    if (!first || this.#timer) return;
    const check = () => {
      this.#timer = undefined;
      if (this.first && this.first.ageMs >= maxBufferedMs) this.#onOverdue();
      this.watch();
    };
    this.#timer = setTimeout(check, Math.max(maxBufferedMs - first.ageMs, 10)).unref();
  }

  /** Ends the watch for good. */
  stopWatching(): void {
    clearTimeout(this.#timer);
  }
}
