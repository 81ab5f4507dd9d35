import type { Database } from "../database/database.ts";
import { extendLeases } from "../sql/extendLeases.ts";
import type { HeldClaim } from "./HeldClaim.ts";

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
  readonly #claims = new Map<string, HeldClaim>();
  #timer: NodeJS.Timeout | undefined;
  #beat: Promise<void> | undefined;

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
  }

  hold(claim: HeldClaim): void {
    // A newer claim of the same task proves that an older one is lost, before any heartbeat tells.
    const older = this.#claims.get(claim.task.id);
    this.#claims.set(claim.task.id, claim);
    if (older && older !== claim) older.lose();
    if (!this.#timer && !this.#beat) this.#schedule(this.#options.heartbeatMs);
  }

  release(claim: HeldClaim): void {
    if (this.#claims.get(claim.task.id) === claim) this.#claims.delete(claim.task.id);
  }

  /** The claim of a task that this process is at, if it is. */
  find(taskId: string): HeldClaim | undefined {
    return this.#claims.get(taskId);
  }

  /** Cuts short whatever is still running. */
  stopAll(): void {
    for (const claim of this.#claims.values()) claim.stop();
  }

  /** Stops the heartbeat; resolves when none is under way. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#claims.clear();
    await this.#beat;
  }

  #schedule(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#beat = this.#extendAll().then((nextMs) => {
        this.#beat = undefined;
        if (this.#claims.size > 0) this.#schedule(nextMs);
      });
    }, delayMs);
    this.#timer.unref();
  }

  /** Answers when the next heartbeat is due. */
  async #extendAll(): Promise<number> {
    const { database, leaseMs, heartbeatMs, onError } = this.#options;
    const claims = [...this.#claims.values()];
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
        if (this.#claims.get(claim.task.id) !== claim) continue;
        const lease = byId.get(claim.task.id);
        claim.noteWritten();
        if (!lease) claim.lose();
        else if (lease.isCancelled) claim.cancel();
      }
      return heartbeatMs;
    } catch (error) {
      onError(error);
      return Math.min(retryMs, heartbeatMs);
    }
  }
}
