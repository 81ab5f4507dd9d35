import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { LeaseLostError, RunnerStoppedError, TaskCancelledError, TaskTimeoutError } from "../domain/errors/errors.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { SettledTask } from "../settling/settledTask.ts";
import type { AttemptTimes } from "../settling/statistics.ts";

/** A claim of this process, from the claim to the settlement, and what can interrupt it meanwhile. */
export class ActiveClaim {
  readonly task: ClaimedTask;
  /** The runner that claimed it; undefined for an attempt that no runner makes. */
  readonly runnerId: string | undefined;
  readonly #beginsAtOnce: boolean;
  /** Where it stands in a {@link ClaimSet}. */
  place: number | undefined;
  readonly #claimedAt: number;
  #startedAgeMs: number | undefined;
  #controller: AbortController | undefined;
  #abortReason: Error | undefined;
  #interruption: Outcome | undefined;
  #isLost = false;
  #onInterrupt: ((outcome: Outcome) => void) | undefined;

  /**
   * @param claimedAt - by `performance.now()`; the lease began then or later
   * @param beginsAtOnce - whether nothing can come between the claim and the beginning
   */
  constructor(task: ClaimedTask, runnerId?: string, claimedAt = performance.now(), beginsAtOnce = true) {
    this.#claimedAt = claimedAt;
    this.task = task;
    this.runnerId = runnerId;
    this.#beginsAtOnce = beginsAtOnce;
  }

  /**
   * Whether the task begins only after a mark, by which a death of this process tells that it had begun: it has no further
   * attempt or has crashed before, and others may begin, and end the process, before it.
   */
  get needsMark(): boolean {
    const { attempts, maxAttempts, history } = this.task;
    return !this.#beginsAtOnce && (attempts >= maxAttempts || history.crashCount > 0);
  }

  /** Milliseconds since the claim. */
  get ageMs(): number {
    return performance.now() - this.#claimedAt;
  }

  /** The attempt begins. */
  start(): void {
    this.#startedAgeMs = this.ageMs;
  }

  /** How long the attempt has taken so far. Time that a claimed task waited for a slot counts as waiting. */
  get times(): AttemptTimes {
    const { ageMs, task } = this;
    const heldMs = this.#startedAgeMs ?? ageMs;
    const dueForMs = task.startedAtMs - (task.scheduledForMs ?? task.createdAtMs);
    // PostgreSQL knows times that are infinite.
    const waitMs = heldMs + (Number.isFinite(dueForMs) ? Math.max(dueForMs, 0) : 0);
    return { waitMs, runMs: ageMs - heldMs };
  }

  /** The row was written, so that it lies no longer where it was claimed. */
  noteWritten(): void {
    this.task.ctid = null;
  }

  /** Made when first asked for: most short tasks never look at it. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#abortReason) this.#controller.abort(this.#abortReason);
    }
    return this.#controller.signal;
  }

  /** How the claim was cut short; undefined while it was not. */
  get interruption(): Outcome | undefined {
    return this.#interruption;
  }

  /** Whether the task is known to be no longer this claim's. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Calls back when the claim is cut short: the attempt is over then, whether or not the worker returns. */
  onInterruption(callback: (outcome: Outcome) => void): void {
    if (this.#interruption) callback(this.#interruption);
    else this.#onInterrupt = callback;
  }

  /** The attempt is over: nobody waits for an interruption, and what the callback holds can go. */
  forgetInterruption(): void {
    this.#onInterrupt = undefined;
  }

  /** Whether the task was asked to stop. */
  get isCancelled(): boolean {
    return this.#abortReason instanceof TaskCancelledError;
  }

  /** Asks the worker to stop. The attempt ends when it does. */
  cancel(): void {
    this.#abort(new TaskCancelledError(this.task.id));
  }

  timeOut(timeoutMs: number): void {
    const error = new TaskTimeoutError(timeoutMs);
    this.#interrupt({ kind: "timedOut", error }, error);
  }

  /** The outcome is recorded; whatever the worker still does, the attempt is over. */
  end(settled: SettledTask): void {
    this.#interrupt({ kind: "settled", settled }, new LeaseLostError(this.task.id));
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
