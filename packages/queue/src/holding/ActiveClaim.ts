import { isMarkedAtStart } from "../claiming/claimRules.ts";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import {
  LeaseLostError,
  type RateLimitError,
  RunnerStoppedError,
  TaskCancelledError,
  TaskExpiredError,
  TaskTimeoutError,
} from "../domain/errors/errors.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { AttemptTimes } from "../settling/statistics.ts";

/** The states of a claim, in order: it is new, it waits for a slot, its task runs, its outcome is being recorded, it has ended. */
export type ClaimState = "new" | "waiting" | "running" | "recording" | "finished";

/** The place of a state in the order of states. It is a `switch`, because V8 reads an object property more slowly when the key varies. */
function rank(state: ClaimState): number {
  switch (state) {
    case "new":
      return 0;
    case "waiting":
      return 1;
    case "running":
      return 2;
    case "recording":
      return 3;
    case "finished":
      return 4;
  }
}

/** Counts the claims of one runner, or those of `processJob`: see {@link Claims}. */
export interface ClaimLedger {
  note(claim: ActiveClaim, from: ClaimState): void;
}

/** A claim of this process, from the claim until its outcome is recorded, and what can interrupt it in between. */
export class ActiveClaim {
  readonly task: ClaimedTask;
  readonly ledger: ClaimLedger;
  /** Its index in a {@link ClaimSet}. */
  place: number | undefined;
  /** The claim that waits for a slot after this one. */
  next: ActiveClaim | undefined;
  readonly #claimedAt: number;
  readonly #beginsAtOnce: boolean;
  #state: ClaimState = "new";
  #hasBegun = false;
  #startedAt: number | undefined;
  #endedAt: number | undefined;
  #controller: AbortController | undefined;
  #abortReason: Error | undefined;
  #interruption: Outcome | undefined;
  #isLost = false;
  #onInterrupt: ((outcome: Outcome) => void) | undefined;
  #onFinish: (() => void)[] | undefined;

  /**
   * @param claimedAt - by `performance.now()`; the lease began then or later
   * @param beginsAtOnce - whether no other task can begin between the claim and the beginning of this one
   */
  constructor(task: ClaimedTask, ledger: ClaimLedger, claimedAt = performance.now(), beginsAtOnce = true) {
    this.task = task;
    this.ledger = ledger;
    this.#claimedAt = claimedAt;
    this.#beginsAtOnce = beginsAtOnce;
  }

  get state(): ClaimState {
    return this.#state;
  }

  /** Changes the state and tells the ledger. No other method does this. Ignores a change to an earlier state. */
  become(state: ClaimState): void {
    const from = this.#state;
    if (rank(state) <= rank(from)) return;
    this.#state = state;
    this.ledger.note(this, from);
    if (state === "finished" && this.#onFinish) for (const resolve of this.#onFinish) resolve();
  }

  /** Resolves when the outcome is recorded, or when the claim is lost. */
  untilFinished(): Promise<void> {
    if (this.#state === "finished") return Promise.resolve();
    return new Promise((resolve) => {
      this.#onFinish = [...(this.#onFinish ?? []), resolve];
    });
  }

  /** Whether the task must be marked when it begins, because a task that begins before it may crash the process. See `BegunMarker`. */
  get needsMark(): boolean {
    return !this.#beginsAtOnce && isMarkedAtStart(this.task);
  }

  /** Milliseconds since the claim. */
  get ageMs(): number {
    return performance.now() - this.#claimedAt;
  }

  /** The attempt starts. */
  startRun(): void {
    this.#startedAt = performance.now();
  }

  /** Whether the worker was called. The data check, the choice of a provider and middleware come before. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Notes that the worker is called. Throws the reason if it must not be. */
  begin(): void {
    this.stopIfLate();
    if (this.#interruption) throw this.signal.reason;
    this.#hasBegun = true;
  }

  /**
   * Interrupts the claim if the task's time to begin is over, so that the task is released, and expires. It was in time when it was
   * claimed, and has waited since: for a slot, for its mark, for the providers' state or in middleware.
   */
  stopIfLate(): void {
    const { id, extras, attempts, startedAtMs } = this.task;
    if (!extras || extras.startByMs === null || extras.startWithinMs === null || attempts > 1) return;
    // By the database's clock. The age includes the way of the claim, so the task is never too late unnoticed.
    if (startedAtMs + this.ageMs >= extras.startByMs)
      this.#interrupt({ kind: "stopped" }, new TaskExpiredError(id, extras.startWithinMs));
  }

  /** Notes that the worker is done, and removes the callback for interruptions, so that its references can be collected. */
  endRun(): void {
    this.#endedAt ??= performance.now();
    this.#onInterrupt = undefined;
  }

  /** Milliseconds that the worker ran, so far. */
  get runMs(): number {
    return this.#startedAt === undefined ? 0 : (this.#endedAt ?? performance.now()) - this.#startedAt;
  }

  /** How long the task has waited and run so far. Waiting includes the time that a claimed task waits for a slot. */
  get times(): AttemptTimes {
    const { task } = this;
    const heldMs = (this.#startedAt ?? performance.now()) - this.#claimedAt;
    const dueForMs = task.startedAtMs - (task.scheduledForMs ?? task.createdAtMs);
    // PostgreSQL knows times that are infinite.
    const waitMs = heldMs + (Number.isFinite(dueForMs) ? Math.max(dueForMs, 0) : 0);
    return { waitMs, runMs: this.runMs };
  }

  /** Created when it is first read, because most short tasks never use it. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#abortReason) this.#controller.abort(this.#abortReason);
    }
    return this.#controller.signal;
  }

  /** The outcome of an attempt that was cut short; undefined while it was not. */
  get interruption(): Outcome | undefined {
    return this.#interruption;
  }

  /** Whether the task is known to be no longer this claim's. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Calls back when the claim is interrupted. The attempt then ends, whether or not the worker returns. */
  onInterruption(callback: (outcome: Outcome) => void): void {
    if (this.#interruption) callback(this.#interruption);
    else this.#onInterrupt = callback;
  }

  /** Whether the task was cancelled. */
  get isCancelled(): boolean {
    return this.#abortReason instanceof TaskCancelledError;
  }

  /** Aborts the worker's signal. The attempt ends when the worker returns. */
  cancel(): void {
    this.#abort(new TaskCancelledError(this.task.id));
  }

  timeOut(timeoutMs: number): void {
    const error = new TaskTimeoutError(timeoutMs);
    this.#interrupt({ kind: "timedOut", error }, error);
  }

  /** Ends the attempt, so that the task is snoozed. Returns false if the attempt has already ended. */
  limitRate(error: RateLimitError): boolean {
    if (this.#interruption || this.#endedAt !== undefined || rank(this.#state) >= rank("recording")) return false;
    this.#interrupt({ kind: "rateLimited", error }, error);
    return true;
  }

  lose(): void {
    this.#isLost = true;
    this.#interrupt({ kind: "lost" }, new LeaseLostError(this.task.id));
  }

  stop(): void {
    this.#interrupt({ kind: "stopped" }, new RunnerStoppedError());
  }

  #interrupt(outcome: Outcome, reason: Error): void {
    if (this.#interruption) return;
    this.#interruption = outcome;
    this.#onInterrupt?.(outcome);
    this.#abort(reason);
  }

  #abort(reason: Error): void {
    if (this.#abortReason) return;
    this.#abortReason = reason;
    this.#controller?.abort(reason);
  }
}
