import { randomUUID } from "node:crypto";
import type { QueueCore } from "../core.ts";
import { isConflictError, isUniqueViolation } from "../database/databaseErrors.ts";
import type { ClaimedTask } from "../sql/claimedTask.ts";
import { claimReadyTask } from "../sql/claimReadyTask.ts";
import { type ClaimRequest, claimTasks, claimTasksOnward } from "../sql/claimTasks.ts";
import type { ReadyTask } from "../sql/notify.ts";
import { readClaimedTasks } from "../sql/readClaimedTasks.ts";
import { maxBatch } from "./Batcher.ts";
import { ClaimTrail, findFilledTypes, type LookEnd } from "./ClaimTrail.ts";
import { HeldClaim } from "./HeldClaim.ts";
import { LookPace } from "./LookPace.ts";
import type { Room } from "./Slots.ts";

/** What one look for tasks brought. */
export interface ClaimAnswer {
  claims: HeldClaim[];
  /** Milliseconds to sleep before the next look, unless woken; 0 means look again at once. */
  waitMs: number;
}

interface Look extends LookEnd {
  /** Whether it went on from where earlier ones ended, so that not everything was seen. */
  goesOn: boolean;
}

type LookRequest = Room & Pick<ClaimRequest, "allowsSuspect">;
type LeaseRequest = Pick<ClaimRequest, "token" | "holder" | "leaseMs">;

/** A task that has been due for longer than this, in milliseconds, … */
const agingMs = 60_000;
/** … gets every so many-th look, whatever its priority: a flood of higher ones does not starve it for ever. */
const looksPerAgingLook = 10;

/** Between two looks for old tasks, so many times as long as the first one took at the least. */
const agingGapFactor = 15;

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
  readonly #pace: LookPace;
  readonly #trail = new ClaimTrail();
  #looksSinceAging = 0;
  #agingLookAt = 0;
  #contactAt: number | undefined;

  /** @param onAway - called when the database could not be reached */
  constructor(core: QueueCore, onAway: () => void) {
    this.#core = core;
    this.#onAway = onAway;
    this.#pace = new LookPace(core.settings.pollMs);
  }

  get lastContactMs(): number | undefined {
    return this.#contactAt === undefined ? undefined : Math.round(performance.now() - this.#contactAt);
  }

  /**
   * Tasks were added.
   * @param task - the one that was added; undefined means that there may be several, and polling is brisk again
   * @returns whether there is a reason to look: a process hears of its own tasks twice
   */
  noticeReady(task?: ReadyTask): boolean {
    if (task && task.id === this.#lastReadyId) return false;
    this.#lastReadyId = task?.id;
    this.#pace.quicken();
    this.#ready = task && this.#ready === undefined ? task : "several";
    return true;
  }

  /** Tasks can be claimed that could not before, and that may have been due for long. */
  noticeFreed(): void {
    this.mayFindMore = true;
    this.#trail.beginAtHead();
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

  async #look(request: LookRequest): Promise<ClaimAnswer> {
    const beganAt = performance.now();
    const { tasks, isFull, goesOn } = (await this.#lookForOld(request)) ?? (await this.#lookAround(request));
    // What these hold back may have filled the look; what stands behind it need not wait: the next one passes over it.
    const holdsBack = tasks.some(holdsOthersBack);
    const filled = findFilledTypes({ ...request, tasks });
    const isCut = isFull || holdsBack;
    this.mayFindMore = isCut || filled.length > 0 || request.isPartial || this.#trail.wasFreedSince(beganAt);
    this.isBacklogDeep = tasks.length >= maxBatch;
    const paceMs = this.#pace.next(tasks.length > 0);
    const waitMs = isCut ? 0 : goesOn ? Math.min(paceMs, this.#trail.headLookInMs) : paceMs;
    if (holdsBack) this.#trail.beginAtHead();
    this.#nextLookAt = performance.now() + waitMs;
    return this.#answer(tasks, waitMs);
  }

  /** Once in a while, tasks that have been due for long, whatever their priority. */
  async #lookForOld({ wanted, limit, allowsSuspect }: LookRequest): Promise<Look | undefined> {
    const beganAt = performance.now();
    if (++this.#looksSinceAging < looksPerAgingLook || beganAt < this.#agingLookAt) return undefined;
    this.#looksSinceAging = 0;
    const request = { wanted, limit, allowsSuspect, minWaitMs: agingMs };
    const tasks = await this.#claimWith((lease) => claimTasks(this.#core.database, { ...lease, ...request }));
    const now = performance.now();
    this.#agingLookAt = now + agingGapFactor * (now - beganAt);
    return tasks.length > 0 ? { wanted, tasks, isFull: true, goesOn: false } : undefined;
  }

  async #lookAround({ wanted, limit, allowsSuspect }: LookRequest): Promise<Look> {
    const { database } = this.#core;
    const beganAt = performance.now();
    const levels = this.#trail.goOn(wanted);
    const tasks = await this.#claimWith((lease) =>
      levels
        ? claimTasksOnward(database, { ...lease, levels, limit, allowsSuspect })
        : claimTasks(database, { ...lease, wanted, limit, allowsSuspect, minWaitMs: 0 }),
    );
    const end = { wanted, tasks, isFull: tasks.length >= limit };
    if (levels) this.#trail.noteOnward(end);
    else this.#trail.noteHead(end, beganAt);
    return { ...end, goesOn: levels !== undefined };
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
    this.#pace.recover();
    if (tasks.some(isSuspect)) this.isSuspectRunning = true;
    return { claims: tasks.map((task) => new HeldClaim(task)), waitMs };
  }

  #decideRetry(error: unknown): number {
    if (isLostRace(error)) return 5 + 20 * Math.random();
    this.#onAway();
    this.#core.onError("claiming tasks", error);
    return this.#pace.retry();
  }
}

/** Another process claimed a task of the same concurrency key in the same instant: nothing was claimed here. */
function isLostRace(error: unknown): boolean {
  return isUniqueViolation(error) || isConflictError(error);
}
