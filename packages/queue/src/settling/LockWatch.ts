import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../database/database.ts";
import { type ClaimKey, findLockedClaims } from "./findLockedClaims.ts";

const firstCheckMs = 50;
const maxCheckMs = 500;

interface Waiting {
  claim: ClaimKey;
  resolve: (isFree: boolean) => void;
}

/**
 * Watches claims whose rows another transaction has locked, for example one of the application, until they are free. It checks
 * from time to time instead of waiting for the lock, so it keeps no connection.
 */
export class LockWatch {
  readonly #database: Database;
  readonly #abandon: AbortSignal;
  readonly #onError: (error: unknown) => void;
  #waiting = new Set<Waiting>();
  #watching: Promise<void> | undefined;
  #checkMs = firstCheckMs;

  /** @param abandon - ends all waiting when it aborts */
  constructor(database: Database, abandon: AbortSignal, onError: (error: unknown) => void) {
    this.#database = database;
    this.#abandon = abandon;
    this.#onError = onError;
  }

  /** Returns those of the claims whose rows are locked. */
  async findLocked<TClaim extends ClaimKey>(claims: readonly TClaim[]): Promise<TClaim[]> {
    const locked = new Set((await findLockedClaims(this.#database, claims)).map(nameClaim));
    return claims.filter((claim) => locked.has(nameClaim(claim)));
  }

  /** Resolves to true when the row is free or no longer belongs to this claim, and to false if the watch is abandoned before. */
  untilFree(claim: ClaimKey): Promise<boolean> {
    return new Promise((resolve) => {
      this.#waiting.add({ claim, resolve });
      this.#checkMs = firstCheckMs;
      this.#watching ??= this.#watch();
    });
  }

  /** Waits until no claim is watched. Returns whether any was. */
  async drain(): Promise<boolean> {
    const isWatching = this.#watching !== undefined;
    await this.#watching;
    return isWatching;
  }

  async #watch(): Promise<void> {
    while (this.#waiting.size > 0) {
      await sleep(this.#checkMs, undefined, { signal: this.#abandon }).catch(() => {});
      this.#checkMs = Math.min(this.#checkMs * 1.5, maxCheckMs);
      const all = [...this.#waiting];
      if (this.#abandon.aborted) this.#end(all, false);
      else await this.#check(all);
    }
    this.#watching = undefined;
  }

  async #check(all: readonly Waiting[]): Promise<void> {
    try {
      const locked = new Set<ClaimKey>(await this.findLocked(all.map(({ claim }) => claim)));
      this.#end(
        all.filter(({ claim }) => !locked.has(claim)),
        true,
      );
    } catch (error) {
      this.#onError(error); // the next check asks again
    }
  }

  #end(ended: readonly Waiting[], isFree: boolean): void {
    for (const waiting of ended) {
      this.#waiting.delete(waiting);
      waiting.resolve(isFree);
    }
  }
}

function nameClaim({ id, token }: ClaimKey): string {
  return `${token} ${id}`;
}
