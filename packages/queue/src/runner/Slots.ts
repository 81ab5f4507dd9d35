import type { WantedType } from "../sql/claimTasks.ts";
import type { Worker } from "../workers/defineWorker.ts";
import { maxBatch } from "./Batcher.ts";

/** Work that may be claimed ahead of the slots, as milliseconds of it. */
const prefetchMs = 50;
/** And as a number of tasks: three batches, so that two are on their way while another is being worked off. */
const maxPrefetch = 3 * maxBatch;

/** What a look for tasks may bring. */
export interface Room {
  /** Tasks at the most; 0 means that there is no room. */
  limit: number;
  wanted: WantedType[];
  /** Whether a type is missing because it has no room just now. */
  isPartial: boolean;
}

export interface SlotsOptions {
  concurrency: number;
  /** The types to run, with their workers. */
  workers: ReadonlyMap<string, Worker>;
  /** Milliseconds a task may run when neither it nor its worker says. */
  timeoutMs: number;
}

/**
 * Counts what a runner holds and decides how much more to claim. Short tasks are claimed ahead in batches; tasks that
 * take longer than the time that a claim costs are claimed when a slot is free, so that other runners can have them.
 */
export class Slots {
  readonly #options: SlotsOptions;
  readonly #heldByType = new Map<string, number>();
  /** What looks under way may bring; it counts as held. */
  readonly #expected = new Set<Room>();
  #held = 0;
  #running = 0;
  /** Running average of a task's run time; undefined before the first. */
  #averageMs: number | undefined;

  constructor(options: SlotsOptions) {
    this.#options = options;
  }

  get running(): number {
    return this.#running;
  }

  get hasFreeSlot(): boolean {
    return this.#running < this.#options.concurrency;
  }

  /** A look begins that may fill this room. */
  expect(room: Room): void {
    this.#expected.add(room);
  }

  /** The look is over; what it brought is held by itself. */
  forget(room: Room): void {
    this.#expected.delete(room);
  }

  hold(type: string): void {
    this.#held++;
    this.#heldByType.set(type, (this.#heldByType.get(type) ?? 0) + 1);
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
    this.#heldByType.set(type, (this.#heldByType.get(type) ?? 0) - 1);
  }

  /** What to claim now. */
  decideRoom(): Room {
    const target = this.#options.concurrency + this.#prefetch();
    const free = target - this.#held - sum(this.#expected, (room) => room.limit);
    // Refilling when a batch or half of all fits, instead of at every freed place, keeps batches large when tasks are short;
    // no slot waits for it.
    const isLow = free >= maxBatch || target - free < Math.max(this.#options.concurrency, target / 2);
    const limit = isLow ? Math.min(free, maxBatch) : 0;
    const wanted: WantedType[] = [];
    for (const [type, worker] of this.#options.workers) {
      const typeRoom =
        worker.concurrency === undefined ? limit : Math.min(limit, worker.concurrency - this.#countOfType(type));
      if (typeRoom > 0) wanted.push({ type, limit: typeRoom, timeoutMs: worker.timeoutMs ?? this.#options.timeoutMs });
    }
    return { limit: wanted.length > 0 ? limit : 0, wanted, isPartial: wanted.length < this.#options.workers.size };
  }

  #countOfType(type: string): number {
    const limitIn = (room: Room) => room.wanted.find((wanted) => wanted.type === type)?.limit ?? 0;
    return (this.#heldByType.get(type) ?? 0) + sum(this.#expected, limitIn);
  }

  #prefetch(): number {
    if (this.#averageMs === undefined) return 0;
    const inTime = Math.floor((this.#options.concurrency * prefetchMs) / Math.max(this.#averageMs, 0.01));
    return Math.min(Math.max(inTime - this.#options.concurrency, 0), maxPrefetch);
  }
}

function sum<T>(items: Iterable<T>, count: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += count(item);
  return total;
}
