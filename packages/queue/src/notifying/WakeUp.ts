import { boundTimer } from "../domain/timers.ts";

/** Lets the claim loop sleep until there is a reason to poll. */
export class WakeUp {
  #resolve: (() => void) | undefined;
  #isPending = false;

  /** Ends the current sleep, or the next one before it begins. */
  trigger(): void {
    if (this.#isPending) return;
    this.#isPending = true;
    this.#resolve?.();
  }

  /** Sleeps until woken, or for `limitMs`, or as long as a timer can wait. */
  async sleep(limitMs: number): Promise<void> {
    if (!this.#isPending) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#resolve = resolve;
        timer = setTimeout(resolve, boundTimer(limitMs));
      });
      clearTimeout(timer);
      this.#resolve = undefined;
    }
    this.#isPending = false;
  }
}
