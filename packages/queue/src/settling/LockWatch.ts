import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../database/database.ts";
import { type ClaimKey, findLockedClaims } from "./findLockedClaims.ts";

const firstLookMs = 50;
const maxLookMs = 500;

interface Waiting {
  claim: ClaimKey;
  resolve: (isFree: boolean) => void;
}

/**
 * Watches claims whose rows another transaction has locked, the application's say, until they are free. It looks instead of
 * waiting for the lock: no connection is kept by it.
 */
export class LockWatch {
  readonly #database: Database;
  readonly #abandon: AbortSignal;
  readonly #onError: (error: unknown) => void;
  #waiting = new Set<Waiting>();
  #watching: Promise<void> | undefined;
  #lookMs = firstLookMs;

  /** @param abandon - when it aborts, nobody waits any longer */
  constructor(database: Database, abandon: AbortSignal, onError: (error: unknown) => void) {
    this.#database = database;
    this.#abandon = abandon;
    this.#onError = onError;
  }

  /** Of these claims, those whose rows are locked. */
  async findLocked<TClaim extends ClaimKey>(claims: readonly TClaim[]): Promise<TClaim[]> {
    const locked = new Set((await findLockedClaims(this.#database, claims)).map(nameClaim));
    return claims.filter((claim) => locked.has(nameClaim(claim)));
  }

  /** Resolves to true when the row is free, or no longer this claim's; to false when the watch was abandoned before that. */
  untilFree(claim: ClaimKey): Promise<boolean> {
    return new Promise((resolve) => {
      this.#waiting.add({ claim, resolve });
      this.#lookMs = firstLookMs;
      this.#watching ??= this.#watch();
    });
  }

  /** Waits until nothing is watched any more. Answers whether anything was. */
  async drain(): Promise<boolean> {
    const isWatching = this.#watching !== undefined;
    await this.#watching;
    return isWatching;
  }

  async #watch(): Promise<void> {
    while (this.#waiting.size > 0) {
      await sleep(this.#lookMs, undefined, { signal: this.#abandon }).catch(() => {});
      this.#lookMs = Math.min(this.#lookMs * 1.5, maxLookMs);
      const all = [...this.#waiting];
      if (this.#abandon.aborted) this.#end(all, false);
      else await this.#look(all);
    }
    this.#watching = undefined;
  }

  async #look(all: readonly Waiting[]): Promise<void> {
    try {
      const locked = new Set<ClaimKey>(await this.findLocked(all.map(({ claim }) => claim)));
      this.#end(
        all.filter(({ claim }) => !locked.has(claim)),
        true,
      );
    } catch (error) {
      this.#onError(error); // the next look asks again
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
