import { maxBatch } from "../database/Batcher.ts";
import type { Worker } from "../workers/defineWorker.ts";
import type { WantedType } from "./claimTasks.ts";

/** Work that may be claimed ahead of the slots, in milliseconds. */
const prefetchMs = 50;
/** Maximum number of tasks that are claimed ahead: two batches, so that a whole batch can be claimed while another one runs. */
const maxPrefetch = 2 * maxBatch;

/** How many tasks the next poll may claim, and which. */
export interface Capacity {
  /** Maximum number of tasks; 0 means that there is no free slot. */
  limit: number;
  /** Tasks that can begin at once; the others wait for a slot. */
  startable: number;
  wanted: WantedType[];
  /** Types that have no free slot. */
  fullTypes: string[];
  /** Whether a quarantined task may be claimed: only while this runner holds no other one. */
  takesQuarantined: boolean;
}

/** What a runner holds: see `Claims`. */
export interface HeldClaims {
  readonly held: number;
  readonly averageMs: number | undefined;
  readonly takesQuarantined: boolean;
  countFree(type: string): number;
}

export interface CapacityOptions {
  concurrency: number;
  /** The types to run, with their workers. */
  workers: ReadonlyMap<string, Worker>;
  /** Milliseconds a task may run when neither it nor its worker has a timeout. */
  timeoutMs: number;
}

/**
 * Decides how much a runner claims next. Short tasks are claimed ahead in batches. Tasks that take longer than a claim are
 * claimed when a slot is free, so that other runners can have them.
 */
export function decideCapacity(claims: HeldClaims, { concurrency, workers, timeoutMs }: CapacityOptions): Capacity {
  const { held, averageMs, takesQuarantined } = claims;
  const target = concurrency + decidePrefetch(concurrency, averageMs);
  // Refill only when half of the target is left, so that batches are large. The threshold is never below `concurrency`, so no
  // slot becomes empty.
  const isLow = held < Math.max(concurrency, target / 2);
  const limit = isLow ? Math.min(target - held, maxBatch) : 0;
  const wanted: WantedType[] = [];
  const fullTypes: string[] = [];
  for (const [type, worker] of workers) {
    const typeLimit = Math.min(limit, claims.countFree(type));
    if (typeLimit > 0) wanted.push({ type, limit: typeLimit, timeoutMs: worker.timeoutMs ?? timeoutMs });
    else fullTypes.push(type);
  }
  const startable = Math.max(concurrency - held, 0);
  return { limit: wanted.length > 0 ? limit : 0, startable, wanted, fullTypes, takesQuarantined };
}

function decidePrefetch(concurrency: number, averageMs: number | undefined): number {
  if (averageMs === undefined) return 0;
  const inTime = Math.floor((concurrency * prefetchMs) / Math.max(averageMs, 0.01));
  return Math.min(Math.max(inTime - concurrency, 0), maxPrefetch);
}
