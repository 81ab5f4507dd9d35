import { isQuarantined } from "../claiming/claimRules.ts";
import type { ActiveClaim, ClaimLedger, ClaimState } from "./ActiveClaim.ts";
import type { LeaseKeeper } from "./LeaseKeeper.ts";
import { TypeSlots } from "./TypeSlots.ts";

/** Milliseconds after which a claim that waits for a slot is overdue. Another process may have a free slot for its task. */
export const maxWaitingMs = 1_000;

export interface ClaimsOptions {
  leases: LeaseKeeper;
  /** Shared by all runners of the service. Default: no type has a limit. */
  typeSlots?: TypeSlots;
  /** Tasks that run at the same time, at most. Default: no limit. */
  concurrency?: number;
  /** Called after each change of state. */
  onChange?: (claim: ActiveClaim, from: ClaimState) => void;
  /** Called when another runner has released slots of a type. */
  onTypeFreed?: (type: string) => void;
  /** Called when the claim that has waited longest is overdue. The callback must release all waiting claims. */
  onOverdue?: () => void;
}

/**
 * The claims of a runner, or of all calls of `processJob`, in one ledger. A claim calls {@link note} after each change of its
 * state. From these calls the ledger derives the used slots, the claims that wait for a slot, the running quarantined tasks, and
 * the leases to extend.
 */
export class Claims implements ClaimLedger {
  readonly #options: ClaimsOptions;
  readonly #typeSlots: TypeSlots;
  readonly #onTypeFreed: (type: string) => void;
  readonly #unsubscribe: () => void;
  #waiting = 0;
  #running = 0;
  #recording = 0;
  #quarantined = 0;
  #averageMs: number | undefined;
  #ended = 0;
  // The claims are a linked list, because `Array.shift` moves all later items, which is slow with thousands.
  #firstWaiting: ActiveClaim | undefined;
  #lastWaiting: ActiveClaim | undefined;
  #overdueTimer: NodeJS.Timeout | undefined;
  /** By type: slots reserved for the claim query in progress. Only types with their own limit have an entry. */
  readonly #reserved = new Map<string, number>();
  #onEmpty: (() => void) | undefined;

  constructor(options: ClaimsOptions) {
    this.#options = options;
    this.#typeSlots = options.typeSlots ?? new TypeSlots({});
    this.#onTypeFreed = options.onTypeFreed ?? (() => {});
    this.#unsubscribe = this.#typeSlots.subscribe(this.#onTypeFreed);
  }

  get waiting(): number {
    return this.#waiting;
  }

  get running(): number {
    return this.#running;
  }

  /** Attempts that ended and whose outcome is not recorded yet. */
  get recording(): number {
    return this.#recording;
  }

  /** Claims that have a slot or wait for one. */
  get held(): number {
    return this.#waiting + this.#running;
  }

  /** Attempts that ended so far. */
  get ended(): number {
    return this.#ended;
  }

  /** How long a task runs on average; undefined before the first. */
  get averageMs(): number | undefined {
    return this.#averageMs;
  }

  /** Whether a quarantined task may be claimed: only while no other one waits for a slot or runs. */
  get takesQuarantined(): boolean {
    return this.#quarantined === 0;
  }

  /** Returns how many more tasks of a type may be claimed, including those for which slots are reserved. */
  countFree(type: string): number {
    return this.#typeSlots.countFree(type) + (this.#reserved.get(type) ?? 0);
  }

  /** Adds claims that were made together. They wait for a slot. */
  hold(claims: readonly ActiveClaim[]): void {
    this.#options.leases.hold(claims);
    for (const claim of claims) claim.become("waiting");
    this.#watchOverdue();
  }

  /** The claim that has waited longest, if a slot is free for it. */
  get next(): ActiveClaim | undefined {
    return this.#running < (this.#options.concurrency ?? Infinity) ? this.#firstWaiting : undefined;
  }

  /** The claim that has waited longest. */
  get firstWaiting(): ActiveClaim | undefined {
    return this.#firstWaiting;
  }

  /** Counts a change of state. */
  note(claim: ActiveClaim, from: ClaimState): void {
    const { state, task } = claim;
    this.#count(from, -1);
    this.#count(state, 1);
    if (state === "waiting") this.#append(claim);
    if (from === "waiting") this.#skipStarted();
    if (takesSlot(from) !== takesSlot(state)) {
      const isTaken = takesSlot(state);
      if (isQuarantined(task)) this.#quarantined += isTaken ? 1 : -1;
      if (isTaken) this.#typeSlots.take(task.type);
      else this.#typeSlots.release(task.type, this.#onTypeFreed);
    }
    if (from === "running") this.#noteRun(claim.runMs);
    if (state === "finished") this.#options.leases.release(claim);
    this.#options.onChange?.(claim, from);
    if (this.#isEmpty) this.#onEmpty?.();
  }

  /** Raises the average run time, so that fewer tasks are claimed ahead. */
  noteSlow(): void {
    this.#averageMs = Math.max(this.#averageMs ?? 0, maxWaitingMs);
  }

  /** Reserves slots of limited types for the claim query in progress, so that other runners do not use them. */
  reserve(wanted: readonly { type: string; limit: number }[]): void {
    for (const { type, limit } of wanted) {
      const more = limit - (this.#reserved.get(type) ?? 0);
      if (more <= 0 || this.#typeSlots.countFree(type) === Infinity) continue;
      this.#typeSlots.take(type, more);
      this.#reserved.set(type, limit);
    }
  }

  /** Ends the reservation. Do not call this while the reply to the claim query is lost: it may have claimed tasks. */
  endReservation(): void {
    for (const [type, count] of this.#reserved) this.#typeSlots.release(type, this.#onTypeFreed, count);
    this.#reserved.clear();
  }

  /** Resolves when every claim is finished. The caller must not add further claims. */
  async close(): Promise<void> {
    this.endReservation();
    this.#unsubscribe();
    clearTimeout(this.#overdueTimer);
    if (this.#isEmpty) return;
    await new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
  }

  #count(state: ClaimState, change: 1 | -1): void {
    if (state === "waiting") this.#waiting += change;
    else if (state === "running") this.#running += change;
    else if (state === "recording") this.#recording += change;
  }

  get #isEmpty(): boolean {
    return this.held + this.recording === 0;
  }

  #noteRun(runMs: number): void {
    this.#ended++;
    this.#averageMs = this.#averageMs === undefined ? runMs : this.#averageMs * 0.95 + runMs * 0.05;
  }

  #append(claim: ActiveClaim): void {
    if (this.#lastWaiting) this.#lastWaiting.next = claim;
    else this.#firstWaiting = claim;
    this.#lastWaiting = claim;
  }

  /** Removes claims that no longer wait from the head of the list. */
  #skipStarted(): void {
    for (let first = this.#firstWaiting; first && first.state !== "waiting"; first = this.#firstWaiting) {
      this.#firstWaiting = first.next;
      first.next = undefined; // if V8 has moved it to the old generation, it would keep all later claims in memory
    }
    if (!this.#firstWaiting) this.#lastWaiting = undefined;
  }

  #watchOverdue(): void {
    const first = this.#firstWaiting;
    if (!first || this.#overdueTimer || !this.#options.onOverdue) return;
    const check = () => {
      this.#overdueTimer = undefined;
      if (this.#firstWaiting && this.#firstWaiting.ageMs >= maxWaitingMs) this.#options.onOverdue?.();
      this.#watchOverdue();
    };
    this.#overdueTimer = setTimeout(check, Math.max(maxWaitingMs - first.ageMs, 10)).unref();
  }
}

/** Whether a claim in this state counts toward the limit of its type. */
function takesSlot(state: ClaimState): boolean {
  return state === "waiting" || state === "running";
}
