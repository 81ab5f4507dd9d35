import type { Database } from "../database/database.ts";
import type { ActiveClaim, ClaimLedger } from "./ActiveClaim.ts";
import { ClaimSet } from "./ClaimSet.ts";
import { extendLeases } from "./extendLeases.ts";

export interface LeaseKeeperOptions {
  database: Database;
  leaseMs: number;
  heartbeatMs: number;
  onError: (error: unknown) => void;
}

/** Maximum milliseconds from a failed heartbeat to the next one. */
const retryMs = 1_000;

/** Extends the leases of all claims of this process in one statement, and learns which were lost or cancelled. */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions;
  readonly #claims = new ClaimSet();
  /** The highest `seq` of all tasks that this process has claimed. */
  #highestSeq = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  /** When the next heartbeat is due. */
  #beatAt = Infinity;
  #beat: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
  }

  /** Holds what was claimed together. The first heartbeat follows within `heartbeatMs` of the claim. */
  hold(claims: readonly ActiveClaim[]): void {
    this.#loseOlder(claims);
    for (const claim of claims) this.#claims.add(claim);
    const [first] = claims;
    // A claim whose reply was lost can be old when it is found.
    if (first) this.#beatBy(performance.now() + Math.max(this.#options.heartbeatMs - first.ageMs, 0));
  }

  /** Extends all leases now, because some were claimed a while ago. */
  beatNow(): void {
    this.#beatBy(performance.now());
  }

  release(claim: ActiveClaim): void {
    this.#claims.delete(claim);
  }

  /** The claims whose leases this process extends. */
  get held(): Iterable<ActiveClaim> {
    return this.#claims;
  }

  /** The claim of a task, if this process holds it. */
  find(taskId: string): ActiveClaim | undefined {
    for (const claim of this.#claims) if (claim.task.id === taskId && !claim.isLost) return claim;
    return undefined;
  }

  /** Interrupts all attempts, or only those of one ledger. */
  stopAll(ledger?: ClaimLedger): void {
    for (const claim of this.#claims) if (ledger === undefined || claim.ledger === ledger) claim.stop();
  }

  /** Ends the heartbeat. Resolves when the last one has ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#beat;
  }

  /**
   * Marks older claims of the same tasks as lost, before a heartbeat notices this. A task whose `seq` is higher than all earlier ones
   * cannot have an older claim, so it is not looked up. A `Set` of all ids took 5 % of the process's time in the benchmark `drain`.
   */
  #loseOlder(claims: readonly ActiveClaim[]): void {
    const highest = this.#highestSeq;
    const ids = new Set<string>();
    for (const { task } of claims)
      if (task.seq > highest) this.#highestSeq = Math.max(this.#highestSeq, task.seq);
      else ids.add(task.id);
    if (ids.size === 0) return;
    for (const claim of this.#claims) if (ids.has(claim.task.id)) claim.lose();
  }

  /** Schedules the next heartbeat for this time at the latest. If a heartbeat is in progress, the next one starts after it. */
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

  /** Returns the milliseconds until the next heartbeat. */
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
        // The claim ended during the heartbeat, because its outcome was recorded.
        if (claim.place === undefined) continue;
        const lease = byId.get(claim.task.id);
        if (!lease) claim.lose();
        else if (lease.isCancelled) claim.cancel();
      }
      // A lease whose row another transaction holds locked was not extended, and may end soon.
      return held.some(({ isLocked }) => isLocked) ? Math.min(retryMs, heartbeatMs) : heartbeatMs;
    } catch (error) {
      onError(error);
      return Math.min(retryMs, heartbeatMs);
    }
  }
}
