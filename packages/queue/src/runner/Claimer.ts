import { randomUUID } from "node:crypto";
import type { QueueCore } from "../core.ts";
import { isConflictError, isUniqueViolation } from "../database/databaseErrors.ts";
import type { ClaimedTask } from "../sql/claimedTask.ts";
import { claimTasks, type WantedType } from "../sql/claimTasks.ts";
import { readClaimedTasks } from "../sql/readClaimedTasks.ts";
import { HeldClaim } from "./HeldClaim.ts";

/** What one look for tasks brought. */
export interface ClaimAnswer {
  claims: HeldClaim[];
  /** Milliseconds to sleep before the next look, unless woken; 0 means look again at once. */
  waitMs: number;
}

const firstRetryMs = 100;
const maxRetryMs = 5_000;
/** Idle looks before the poll interval doubles. */
const idleLooks = 10;

/** Looks for tasks, and decides when to look again. */
export class Claimer {
  /** A task that crashed its process twice runs just now: no second one is claimed beside it. */
  isSuspectRunning = false;
  /** Whether the last look may have left due tasks behind. */
  mayFindMore = false;
  readonly #core: QueueCore;
  readonly #onAway: () => void;
  /** Tokens of claims whose reply was lost. */
  #uncertainTokens: string[] = [];
  #retryMs = firstRetryMs;
  #emptyLooks = 0;
  #contactAt: number | undefined;

  /** @param onAway - called when the database could not be reached */
  constructor(core: QueueCore, onAway: () => void) {
    this.#core = core;
    this.#onAway = onAway;
  }

  get lastContactMs(): number | undefined {
    return this.#contactAt === undefined ? undefined : Math.round(performance.now() - this.#contactAt);
  }

  /** Tasks were added: polling is brisk again. */
  noticeReady(): void {
    this.#emptyLooks = 0;
  }

  async claim(wanted: readonly WantedType[], limit: number): Promise<ClaimAnswer> {
    const token = randomUUID();
    try {
      const found = await this.#recover();
      if (found.length > 0) return this.#answer(found, 0);
      this.#uncertainTokens.push(token);
      const { settings, database, holder } = this.#core;
      const tasks = await claimTasks(database, {
        token,
        holder,
        leaseMs: settings.leaseMs,
        wanted,
        limit,
        allowsSuspect: !this.isSuspectRunning,
      });
      this.#uncertainTokens.pop();
      this.mayFindMore = tasks.length >= limit || hasFilledAType(tasks, wanted);
      this.#emptyLooks = tasks.length > 0 ? 0 : this.#emptyLooks + 1;
      return this.#answer(tasks, tasks.length >= limit ? 0 : this.#pollDelay());
    } catch (error) {
      return { claims: [], waitMs: this.#decideRetry(error) };
    }
  }

  /** The tasks of claims whose reply was lost. */
  async #recover(): Promise<ClaimedTask[]> {
    const found: ClaimedTask[] = [];
    for (let token = this.#uncertainTokens[0]; token !== undefined; token = this.#uncertainTokens[0]) {
      found.push(...(await readClaimedTasks(this.#core.database, token)));
      this.#uncertainTokens.shift();
    }
    return found;
  }

  #answer(tasks: readonly ClaimedTask[], waitMs: number): ClaimAnswer {
    this.#contactAt = performance.now();
    this.#retryMs = firstRetryMs;
    if (tasks.some(({ crashCount }) => crashCount >= 2)) this.isSuspectRunning = true;
    return { claims: tasks.map((task) => new HeldClaim(task)), waitMs };
  }

  #decideRetry(error: unknown): number {
    // Another process claimed a task of the same concurrency key in the same instant: nothing was claimed here.
    if (isUniqueViolation(error) || isConflictError(error)) {
      this.#uncertainTokens.pop();
      return 5 + 20 * Math.random();
    }
    this.#onAway();
    this.#core.onError("claiming tasks", error);
    this.#retryMs = Math.min(this.#retryMs * 2, maxRetryMs);
    return this.#retryMs * (0.5 + 0.5 * Math.random());
  }

  #pollDelay(): number {
    const growth = this.#emptyLooks > idleLooks ? 2 : 1;
    return this.#core.settings.pollMs * growth * (0.9 + 0.2 * Math.random());
  }
}

/** A type may have more due tasks than its own limit let through. */
function hasFilledAType(tasks: readonly ClaimedTask[], wanted: readonly WantedType[]): boolean {
  return wanted.some(({ type, limit }) => tasks.filter((task) => task.type === type).length >= limit);
}
