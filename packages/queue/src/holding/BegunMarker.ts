import { setTimeout as sleep } from "node:timers/promises";
import { Batcher } from "../database/Batcher.ts";
import type { Database } from "../database/database.ts";
import type { ActiveClaim, ClaimLedger } from "./ActiveClaim.ts";
import { type BegunMark, markBegun } from "./markBegun.ts";

const firstRetryMs = 50;
const maxRetryMs = 1_000;

/**
 * Marks claimed tasks as begun in the database, before their workers are called. Many short tasks are claimed ahead of the slots.
 * Without the mark, a task that kills the process would use the last attempt of those that had not begun. Each mark is a write, so
 * only claims that need one are marked.
 */
export class BegunMarker {
  readonly #onError: (error: unknown) => void;
  readonly #marks: Batcher<ActiveClaim, BegunMark>;
  /** Claims that wait for their mark, each with a controller that ends the wait between two tries. */
  readonly #waiting = new Map<ActiveClaim, AbortController>();

  constructor(database: Database, onError: (error: unknown) => void) {
    this.#onError = onError;
    this.#marks = new Batcher((claims) =>
      markBegun(
        database,
        claims.map(({ task }) => task),
      ),
    );
  }

  /** Resolves when the task may begin, or when the claim was interrupted. Never rejects. */
  async mark(claim: ActiveClaim): Promise<void> {
    const wait = new AbortController();
    this.#waiting.set(claim, wait);
    for (let waitMs = firstRetryMs; !claim.interruption; waitMs = Math.min(waitMs * 2, maxRetryMs)) {
      const mark = await this.#marks.add(claim).catch(this.#onError);
      if (mark === "marked") break;
      if (mark === "lost") claim.lose();
      else await sleep(waitMs, undefined, { signal: wait.signal }).catch(() => {});
    }
    this.#waiting.delete(claim);
  }

  /** Interrupts the claims of a ledger that wait for their mark: their runner stops or pauses. */
  stopWaiting(ledger: ClaimLedger): void {
    for (const [claim, wait] of this.#waiting) {
      if (claim.ledger !== ledger) continue;
      claim.stop();
      wait.abort();
    }
  }
}
