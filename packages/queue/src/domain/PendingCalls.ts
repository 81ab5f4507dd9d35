import { waitAtMost } from "./waitAtMost.ts";

/** Calls that are under way, which a closing service waits for. */
export class PendingCalls {
  readonly #calls = new Set<Promise<unknown>>();

  /** Returns the call, and keeps it until it has ended. */
  follow<T>(call: Promise<T>): Promise<T> {
    const end: Promise<unknown> = call.catch(() => {}).then(() => this.#calls.delete(end));
    this.#calls.add(end);
    return call;
  }

  /** Resolves when all calls have ended, or after this many milliseconds. Never rejects. */
  async wait(limitMs: number): Promise<void> {
    await waitAtMost(this.#calls, limitMs);
  }
}
