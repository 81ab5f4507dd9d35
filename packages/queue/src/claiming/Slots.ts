import { maxBatch } from "../database/Batcher.ts";
import type { Worker } from "../workers/defineWorker.ts";
import type { WantedType } from "./claimTasks.ts";
import type { TypeSlots } from "./TypeSlots.ts";

/** Work that may be claimed ahead of the slots, as milliseconds of it. */
const prefetchMs = 50;
/** And as a number of tasks: two batches, so that a claim is a whole batch while another is being worked off. */
const maxPrefetch = 2 * maxBatch;

/** What a look for tasks may bring. */
export interface Capacity {
  /** Tasks at the most; 0 means that there is no room. */
  limit: number;
  /** Tasks that can begin at once; those on top wait for a slot. */
  startable: number;
  wanted: WantedType[];
  /** Types that have no room just now. */
  fullTypes: string[];
}

export interface SlotsOptions {
  concurrency: number;
  /** The types to run, with their workers. */
  workers: ReadonlyMap<string, Worker>;
  /** Milliseconds a task may run when neither it nor its worker says. */
  timeoutMs: number;
  /** Shared by all runners of the service. */
  typeSlots: TypeSlots;
  /** Called when another runner has given back places of a type. */
  onFreed: (type: string) => void;
}

/**
 * Counts what a runner holds and decides how much more to claim. Short tasks are claimed ahead in batches; tasks that
 * take longer than the time that a claim costs are claimed when a slot is free, so that other runners can have them.
 */
export class Slots {
  readonly #options: SlotsOptions;
  /** Places of types with a limit of their own that are kept for the claim that is under way. */
  readonly #reserved = new Map<string, number>();
  readonly #unsubscribe: () => void;
  #held = 0;
  #running = 0;
  /** Running average of a task's run time; undefined before the first. */
  #averageMs: number | undefined;

  constructor(options: SlotsOptions) {
    this.#options = options;
    this.#unsubscribe = options.typeSlots.subscribe(options.onFreed);
  }

  get running(): number {
    return this.#running;
  }

  get hasFreeSlot(): boolean {
    return this.#running < this.#options.concurrency;
  }

  hold(type: string): void {
    this.#held++;
    this.#options.typeSlots.take(type);
  }

  start(): void {
    this.#running++;
  }

  finish(type: string, runMs: number): void {
    this.#running--;
    this.release(type);
    this.#averageMs = this.#averageMs === undefined ? runMs : this.#averageMs * 0.95 + runMs * 0.05;
  }

  /** Tasks run for longer than was thought: fewer are claimed ahead. */
  noticeSlow(runMs: number): void {
    this.#averageMs = Math.max(this.#averageMs ?? 0, runMs);
  }

  /** A held task is gone without having run. */
  release(type: string): void {
    this.#held--;
    this.#options.typeSlots.release(type, this.#options.onFreed);
  }

  /** What to claim now. */
  decideCapacity(): Capacity {
    const target = this.#options.concurrency + this.#prefetch();
    // Refilling at half instead of at every freed place keeps the batches large when tasks are short; no slot waits for it.
    const isLow = this.#held < Math.max(this.#options.concurrency, target / 2);
    const limit = isLow ? Math.min(target - this.#held, maxBatch) : 0;
    const wanted: WantedType[] = [];
    const fullTypes: string[] = [];
    for (const [type, worker] of this.#options.workers) {
      const typeRoom = Math.min(limit, this.#options.typeSlots.countFree(type) + (this.#reserved.get(type) ?? 0));
      if (typeRoom > 0) wanted.push({ type, limit: typeRoom, timeoutMs: worker.timeoutMs ?? this.#options.timeoutMs });
      else fullTypes.push(type);
    }
    const startable = Math.max(this.#options.concurrency - this.#held, 0);
    return { limit: wanted.length > 0 ? limit : 0, startable, wanted, fullTypes };
  }

  /** A claim begins: what it may bring is kept from the other runners until {@link endClaim}. */
  beginClaim({ wanted }: Capacity): void {
    const { typeSlots } = this.#options;
    for (const { type, limit } of wanted) {
      const more = limit - (this.#reserved.get(type) ?? 0);
      if (more <= 0 || typeSlots.countFree(type) === Infinity) continue;
      typeSlots.take(type, more);
      this.#reserved.set(type, limit);
    }
  }

  /** What the claim brought is held. While its reply is lost and it may have brought something, it has not ended. */
  endClaim(): void {
    const { typeSlots, onFreed } = this.#options;
    for (const [type, count] of this.#reserved) typeSlots.release(type, onFreed, count);
    this.#reserved.clear();
  }

  /** No claim follows. */
  close(): void {
    this.endClaim();
    this.#unsubscribe();
  }

  #prefetch(): number {
    if (this.#averageMs === undefined) return 0;
    const inTime = Math.floor((this.#options.concurrency * prefetchMs) / Math.max(this.#averageMs, 0.01));
    return Math.min(Math.max(inTime - this.#options.concurrency, 0), maxPrefetch);
  }
}
