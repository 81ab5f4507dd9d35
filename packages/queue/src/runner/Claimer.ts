import { randomUUID } from "node:crypto";
import type { QueueCore } from "../core.ts";
import { isConflictError, isUniqueViolation } from "../database/databaseErrors.ts";
import type { ClaimedTask } from "../sql/claimedTask.ts";
import { claimReadyTask } from "../sql/claimReadyTask.ts";
import {
  type ClaimRequest,
  claimTasks,
  claimTasksOnward,
  type WantedLevel,
  type WantedType,
} from "../sql/claimTasks.ts";
import type { ReadyTask } from "../sql/notify.ts";
import { readClaimedTasks } from "../sql/readClaimedTasks.ts";
import { maxBatch } from "./Batcher.ts";
import { ClaimTrail } from "./ClaimTrail.ts";
import { HeldClaim } from "./HeldClaim.ts";
import type { Room } from "./Slots.ts";

/** What one look for tasks brought. */
export interface ClaimAnswer {
  claims: HeldClaim[];
  /** Milliseconds to sleep before the next look, unless woken; 0 means look again at once. */
  waitMs: number;
}

type LookRequest = Room & Pick<ClaimRequest, "allowsSuspect">;
type LeaseRequest = Pick<ClaimRequest, "token" | "holder" | "leaseMs">;

const firstRetryMs = 100;
const maxRetryMs = 5_000;
/** Idle looks before the poll interval doubles. */
const idleLooks = 10;

/** A task that has been due for longer than this, in milliseconds, … */
const agingMs = 60_000;
/** … gets every so many-th look, whatever its priority: a flood of higher ones does not starve it for ever. */
const looksPerAgingLook = 10;

/**
 * Looks go on from where the last one ended, and begin at the head of the queue after so many milliseconds, or after ten times
 * as many as that took: this is how late a task may be seen that is due from before, or has a priority not met so far.
 */
const minHeadGapMs = 200;
const maxHeadGapMs = 5_000;

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
  /** Whether the last look brought a whole batch: the next one will hardly be in vain. */
  isBacklogDeep = false;
  /** Tokens of claims whose replies were lost. */
  readonly #uncertainTokens: string[] = [];
  #underWay = 0;
  /** What was added since the last look began, as far as it is known. */
  #ready: ReadyTask | "several" | undefined;
  #lastReadyId: string | undefined;
  /** When the next look is due that nobody asked for; claims of single tasks do not put it off. */
  #nextLookAt = 0;
  #retryMs = firstRetryMs;
  #emptyLooks = 0;
  #looksSinceAging = 0;
  readonly #trail = new ClaimTrail();
  /** Until then, looks go on from where the last ones ended. */
  #headLookAt = 0;
  #contactAt: number | undefined;

  /** @param onAway - called when the database could not be reached */
  constructor(core: QueueCore, onAway: () => void) {
    this.#core = core;
    this.#onAway = onAway;
  }

  get lastContactMs(): number | undefined {
    return this.#contactAt === undefined ? undefined : Math.round(performance.now() - this.#contactAt);
  }

  /**
   * Tasks were added: polling is brisk again.
   * @param task - the one that was added; undefined means that there may be several
   * @returns whether there is a reason to look: a process hears of its own tasks twice
   */
  noticeReady(task?: ReadyTask): boolean {
    if (task && task.id === this.#lastReadyId) return false;
    this.#lastReadyId = task?.id;
    this.#emptyLooks = 0;
    this.#ready = task && this.#ready === undefined ? task : "several";
    return true;
  }

  /** Tasks can be claimed that could not before, and that may have been due for long. */
  noticeFreed(): void {
    this.mayFindMore = true;
    this.#headLookAt = 0;
  }

  async claim(room: Room): Promise<ClaimAnswer> {
    const ready = this.#ready;
    this.#ready = undefined;
    // Two looks at once could each bring a suspect.
    const allowsSuspect = !this.isSuspectRunning && this.#underWay === 0;
    this.#underWay++;
    try {
      const found = await this.#recover();
      if (found.length > 0) return this.#answer(found, 0);
      return (await this.#claimReady(ready, room)) ?? (await this.#look({ ...room, allowsSuspect }));
    } catch (error) {
      this.isBacklogDeep = false;
      return { claims: [], waitMs: this.#decideRetry(error) };
    } finally {
      this.#underWay--;
    }
  }

  /** Claims the one task that is new since the last look; undefined when there may be others, so that a look is due. */
  async #claimReady(ready: ReadyTask | "several" | undefined, { wanted }: Room): Promise<ClaimAnswer | undefined> {
    const timeLeftMs = this.#nextLookAt - performance.now();
    if (ready === undefined || ready === "several" || this.mayFindMore || timeLeftMs <= 0) return undefined;
    const timeoutMs = wanted.find(({ type }) => type === ready.type)?.timeoutMs;
    if (timeoutMs === undefined) return undefined;
    const { database } = this.#core;
    const tasks = await this.#claimWith((lease) => claimReadyTask(database, { ...lease, task: ready, timeoutMs }));
    return this.#answer(tasks, Math.max(this.#nextLookAt - performance.now(), 0));
  }

  /** What these hold back fills a look; what stands behind it need not wait: the next look, from the head, passes over it. */
  async #look(request: LookRequest): Promise<ClaimAnswer> {
    const beganAt = performance.now();
    this.#looksSinceAging++;
    const levels = beganAt < this.#headLookAt ? this.#trail.goOn(request.wanted) : undefined;
    const { tasks, isPartial } = levels
      ? { tasks: await this.#findOnward(request, levels), isPartial: false }
      : await this.#findFromHead(request);
    this.#trail.note(tasks);
    const holdsBack = tasks.some(holdsOthersBack);
    const isCut = tasks.length >= request.limit || isPartial || holdsBack;
    this.mayFindMore = isCut || request.isPartial || hasFilledAType(tasks, request.wanted);
    this.isBacklogDeep = tasks.length >= maxBatch;
    this.#emptyLooks = tasks.length > 0 ? 0 : this.#emptyLooks + 1;
    const now = performance.now();
    if (holdsBack) this.#headLookAt = 0;
    else if (!levels) this.#headLookAt = now + Math.min(Math.max(minHeadGapMs, 10 * (now - beganAt)), maxHeadGapMs);
    const waitMs = isCut ? 0 : levels ? Math.max(this.#headLookAt - now, 0) : this.#pollDelay();
    this.#nextLookAt = now + waitMs;
    return this.#answer(tasks, waitMs);
  }

  #findOnward({ limit, allowsSuspect }: LookRequest, levels: readonly WantedLevel[]): Promise<ClaimedTask[]> {
    const { database } = this.#core;
    return this.#claimWith((lease) => claimTasksOnward(database, { ...lease, levels, limit, allowsSuspect }));
  }

  /** The tasks, and whether only a part of the due ones was looked at. */
  async #findFromHead(request: LookRequest): Promise<{ tasks: ClaimedTask[]; isPartial: boolean }> {
    const { wanted, limit, allowsSuspect } = request;
    const find = (minWaitMs: number) =>
      this.#claimWith((lease) =>
        claimTasks(this.#core.database, { ...lease, wanted, limit, allowsSuspect, minWaitMs }),
      );
    if (this.#looksSinceAging >= looksPerAgingLook) {
      this.#looksSinceAging = 0;
      const tasks = await find(agingMs);
      if (tasks.length > 0) return { tasks, isPartial: true };
    }
    return { tasks: await find(0), isPartial: false };
  }

  async #claimWith(claim: (lease: LeaseRequest) => Promise<ClaimedTask[]>): Promise<ClaimedTask[]> {
    const { settings, holder } = this.#core;
    const token = randomUUID();
    try {
      return await claim({ token, holder, leaseMs: settings.leaseMs });
    } catch (error) {
      if (!isLostRace(error)) this.#uncertainTokens.push(token);
      throw error;
    }
  }

  /** The tasks of a claim whose reply was lost. */
  async #recover(): Promise<ClaimedTask[]> {
    const token = this.#uncertainTokens.shift();
    if (token === undefined) return [];
    try {
      return await readClaimedTasks(this.#core.database, token);
    } catch (error) {
      this.#uncertainTokens.unshift(token);
      throw error;
    }
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
