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

/** A task that has been due for longer than this, in milliseconds, … */
const agingMs = 60_000;
/** … gets every so many-th look, whatever its priority: a flood of higher ones does not starve it for ever. */
const looksPerAgingLook = 10;

/** A task that crashed its process twice: it runs beside no other such task, so that a poisonous one takes few with it. */
export function isSuspect({ crashCount }: Pick<ClaimedTask, "crashCount">): boolean {
  return crashCount >= 2;
}

/** Whether other due tasks must wait while this one runs: further suspects, or those with its concurrency key. */
export function holdsOthersBack(task: Pick<ClaimedTask, "crashCount" | "concurrencyKey">): boolean {
  return isSuspect(task) || task.concurrencyKey !== null;
}

/** Looks for tasks, and decides when to look again. */
export class Claimer {
  /** A suspect task runs just now: no second one is claimed beside it. */
  isSuspectRunning = false;
  /** Whether there may be due tasks that the last look left behind, or that could not be claimed then. */
  mayFindMore = false;
  readonly #core: QueueCore;
  readonly #onAway: () => void;
  /** Token of the claim whose reply was lost, if one was. */
  #uncertainToken: string | undefined;
  #retryMs = firstRetryMs;
  #emptyLooks = 0;
  #looks = 0;
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
    try {
      const found = await this.#recover();
      if (found.length > 0) return this.#answer(found, 0);
      const { tasks, isPartial } = await this.#look(wanted, limit);
      // What these hold back filled the look; what stands behind it need not wait: the next look passes over it.
      const isCut = tasks.length >= limit || isPartial || tasks.some(holdsOthersBack);
      this.mayFindMore = isCut || hasFilledAType(tasks, wanted);
      this.#emptyLooks = tasks.length > 0 ? 0 : this.#emptyLooks + 1;
      return this.#answer(tasks, isCut ? 0 : this.#pollDelay());
    } catch (error) {
      return { claims: [], waitMs: this.#decideRetry(error) };
    }
  }

  /** The tasks, and whether only a part of the due ones was looked at. */
  async #look(wanted: readonly WantedType[], limit: number): Promise<{ tasks: ClaimedTask[]; isPartial: boolean }> {
    if (++this.#looks % looksPerAgingLook === 0) {
      const tasks = await this.#claimNew(wanted, limit, agingMs);
      if (tasks.length > 0) return { tasks, isPartial: true };
    }
    return { tasks: await this.#claimNew(wanted, limit, 0), isPartial: false };
  }

  async #claimNew(wanted: readonly WantedType[], limit: number, minWaitMs: number): Promise<ClaimedTask[]> {
    const { settings, database, holder } = this.#core;
    const token = randomUUID();
    try {
      const allowsSuspect = !this.isSuspectRunning;
      const request = { token, holder, leaseMs: settings.leaseMs, wanted, limit, allowsSuspect, minWaitMs };
      return await claimTasks(database, request);
    } catch (error) {
      if (!isLostRace(error)) this.#uncertainToken = token;
      throw error;
    }
  }

  /** The tasks of a claim whose reply was lost. */
  async #recover(): Promise<ClaimedTask[]> {
    if (this.#uncertainToken === undefined) return [];
    const found = await readClaimedTasks(this.#core.database, this.#uncertainToken);
    this.#uncertainToken = undefined;
    return found;
  }

  #answer(tasks: readonly ClaimedTask[], waitMs: number): ClaimAnswer {
    this.#contactAt = performance.now();
    this.#retryMs = firstRetryMs;
    if (tasks.some(isSuspect)) this.isSuspectRunning = true;
    return { claims: tasks.map((task) => new HeldClaim(task)), waitMs };
  }

  #decideRetry(error: unknown): number {
    if (isLostRace(error)) return 5 + 20 * Math.random();
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

/** Another process claimed a task of the same concurrency key in the same instant: nothing was claimed here. */
function isLostRace(error: unknown): boolean {
  return isUniqueViolation(error) || isConflictError(error);
}

/** A type may have more due tasks than its own limit let through. */
function hasFilledAType(tasks: readonly ClaimedTask[], wanted: readonly WantedType[]): boolean {
  return wanted.some(({ type, limit }) => tasks.filter((task) => task.type === type).length >= limit);
}
