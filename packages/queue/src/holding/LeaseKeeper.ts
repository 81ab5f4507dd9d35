import type { Database } from "../database/database.ts";
import type { ActiveClaim } from "./ActiveClaim.ts";
import { ClaimSet } from "./ClaimSet.ts";
import { extendLeases } from "./extendLeases.ts";

export interface LeaseKeeperOptions {
  database: Database;
  leaseMs: number;
  heartbeatMs: number;
  onError: (error: unknown) => void;
}

/** After a failed heartbeat, the next one comes sooner. */
const retryMs = 1_000;

/** Extends the leases of all claims that this process holds, in one statement, and hears of lost and cancelled ones. */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions;
  readonly #claims = new ClaimSet();
  #timer: NodeJS.Timeout | undefined;
  /** When the next heartbeat is due. */
  #beatAt = Infinity;
  #beat: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
  }

  /** Holds what was claimed together; the first heartbeat comes `heartbeatMs` after the claim at the latest, or now. */
  hold(claims: readonly ActiveClaim[]): void {
    this.#loseOlder(claims);
    for (const claim of claims) this.#claims.add(claim);
    const [first] = claims;
    // A claim whose reply was lost may be old when it is known.
    if (first) this.#beatBy(performance.now() + Math.max(this.#options.heartbeatMs - first.ageMs, 0));
  }

  /** Extends what is held now: some of it was claimed long ago. */
  beatNow(): void {
    this.#beatBy(performance.now());
  }

  release(claim: ActiveClaim): void {
    this.#claims.delete(claim);
  }

  /** The claim of a task that this process is at, if it is. */
  find(taskId: string): ActiveClaim | undefined {
    for (const claim of this.#claims) if (claim.task.id === taskId && !claim.isLost) return claim;
    return undefined;
  }

  /** Cuts short all that is still running, or only what one runner runs. */
  stopAll(runnerId?: string): void {
    for (const claim of this.#claims) if (runnerId === undefined || claim.runnerId === runnerId) claim.stop();
  }

  /** Stops the heartbeat; resolves when none is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#beat;
  }

  /** A newer claim of the same task proves that an older one is lost, before any heartbeat tells. */
  #loseOlder(claims: readonly ActiveClaim[]): void {
    const ids = new Set(claims.map(({ task }) => task.id));
    for (const claim of this.#claims) if (ids.has(claim.task.id)) claim.lose();
  }

  /** The next heartbeat comes at this time or before; one that is under way ends first. */
  #beatBy(time: number): void {
    if (this.#isClosed || time >= this.#beatAt) return;
    this.#beatAt = time;
    if (this.#beat) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#startBeat(), Math.max(time - performance.now(), 0)).unref();
  }

  #startBeat(): void {
    this.#beatAt = Infinity;
    this.#beat = this.#extendAll().then((nextMs) => {
      const wantedAt = this.#beatAt;
      this.#beat = undefined;
      this.#beatAt = Infinity;
      if (this.#claims.size > 0) this.#beatBy(Math.min(wantedAt, performance.now() + nextMs));
    });
  }

  /** Answers when the next heartbeat is due. */
  async #extendAll(): Promise<number> {
    const { database, leaseMs, heartbeatMs, onError } = this.#options;
    const claims = [...this.#claims].filter((claim) => !claim.isLost);
    if (claims.length === 0) return heartbeatMs;
    try {
      const held = await extendLeases(
        database,
        claims.map(({ task: { id, token } }) => ({ id, token })),
        leaseMs,
      );
      const byId = new Map(held.map((lease) => [lease.id, lease]));
      for (const claim of claims) {
        // Settled meanwhile: that its lease is gone is as it should be.
        if (claim.place === undefined) continue;
        const lease = byId.get(claim.task.id);
        claim.noteWritten();
        if (!lease) claim.lose();
        else if (lease.isCancelled) claim.cancel();
      }
      // What somebody else holds locked was not extended: as soon as it is free, its lease may be in need of it.
      return held.some(({ isLocked }) => isLocked) ? Math.min(retryMs, heartbeatMs) : heartbeatMs;
    } catch (error) {
      onError(error);
      return Math.min(retryMs, heartbeatMs);
    }
  }
}
