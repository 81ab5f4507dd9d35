import { randomUUID } from "node:crypto";
import type { Database } from "../database/database.ts";
import { isConflictError, isUnavailableError, isUniqueViolation } from "../database/databaseErrors.ts";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { type ReadyTask, readDueType, readReadyTask } from "../notifying/notify.ts";
import { ClaimCursor, endLook, type LookEnd } from "./ClaimCursor.ts";
import { claimReadyTask } from "./claimReadyTask.ts";
import { holdsOthersBack, isQuarantined } from "./claimRules.ts";
import { type ClaimRequest, claimTasks, claimTasksOnward } from "./claimTasks.ts";
import { PollBackoff } from "./PollBackoff.ts";
import { readClaimedTasks } from "./readClaimedTasks.ts";
import type { Capacity } from "./Slots.ts";

/** What one look for tasks brought. */
export interface ClaimAnswer {
  tasks: readonly ClaimedTask[];
  /** Whether it is one task, which begins at once: nothing can come between the claim and its beginning. */
  beginsAtOnce: boolean;
  /** Milliseconds to sleep before the next look, unless woken; 0 means look again at once. */
  waitMs: number;
  /** When they were claimed, if that was long ago, by `performance.now()`: their reply was lost. */
  claimedAt?: number;
}

/** One look for tasks. */
interface Look extends Pick<LookEnd, "tasks" | "filledTypes"> {
  /** Whether due tasks of any type may have been left behind. */
  isCut: boolean;
  /** Whether it went on from where earlier ones ended, so that not everything was seen. */
  goesOn: boolean;
}

type LookRequest = Pick<ClaimRequest, "wanted" | "limit" | "allowsQuarantined" | "startable">;
type LeaseRequest = Pick<ClaimRequest, "token" | "holder" | "leaseMs">;

/** A task that has been due for longer than this, in milliseconds, … */
const agingMs = 60_000;
/** … gets every so many-th look, whatever its priority: a flood of higher ones does not starve it for ever. */
const looksPerAgingLook = 10;

/** Between two looks for old tasks, so many times as long as the first one took at the least. */
const agingGapFactor = 15;

export interface ClaimerOptions {
  database: Database;
  /** Recorded as the owner of the leases. */
  holder: string;
  settings: { readonly leaseMs: number; readonly pollMs: number };
  /** What the runner runs. */
  types: ReadonlySet<string>;
  /** Called when the database could not be reached. */
  onUnreachable: () => void;
  onError: (doing: string, error: unknown) => void;
}

/** Looks for tasks, and decides when to look again. */
export class Claimer {
  /** A suspect task runs just now: no second one is claimed beside it. */
  isQuarantinedRunning = false;
  readonly #options: ClaimerOptions;
  readonly #pollBackoff: PollBackoff;
  readonly #cursor = new ClaimCursor();
  /** Types of which due tasks may have been left behind; undefined means all. */
  #leftBehind: ReadonlySet<string> | undefined = new Set();
  /** What was added since the last look began, as far as it is known. */
  #ready: ReadyTask | "several" | undefined;
  #lastReadyId: string | undefined;
  /** When the next look is due that nobody asked for; claims of single tasks do not put it off. */
  #nextLookAt = 0;
  #looksSinceAging = 0;
  #agingLookAt = 0;
  /** The claim whose reply was lost, if one was. */
  #uncertain: { token: string; sentAt: number } | undefined;
  /** The last claim failed. */
  #isFailing = false;
  #contactAt: number | undefined;

  constructor(options: ClaimerOptions) {
    this.#options = options;
    this.#pollBackoff = new PollBackoff(options.settings.pollMs);
  }

  get lastContactMs(): number | undefined {
    return this.#contactAt === undefined ? undefined : Math.round(performance.now() - this.#contactAt);
  }

  /** Whether a claim may have brought tasks that are not known yet. */
  get isUncertain(): boolean {
    return this.#uncertain !== undefined;
  }

  /** Whether the last claim failed; the next one follows soon. */
  get isFailing(): boolean {
    return this.#isFailing;
  }

  /** Whether a freed place of this type is a reason to look: the last look may have left due tasks behind. */
  mayFindMore(type: string): boolean {
    return this.#leftBehind === undefined || this.#leftBehind.has(type);
  }

  /** Takes a notification. Answers whether it is a reason to look: a process hears of its own tasks twice, and of foreign types. */
  hear(notification: string): boolean {
    const dueType = readDueType(notification);
    if (dueType !== undefined) return this.#hearOfDue(dueType);
    const task = readReadyTask(notification);
    if (task && (task.id === this.#lastReadyId || !this.#options.types.has(task.type))) return false;
    if (!task && notification !== "ready" && notification !== "freed") return false;
    this.#lastReadyId = task?.id;
    this.#ready = task && this.#ready === undefined ? task : "several";
    this.#pollBackoff.quicken();
    if (notification === "freed") this.noticeFreed();
    return true;
  }

  /** While claiming fails, the next try sees what has come due. */
  #hearOfDue(type: string): boolean {
    if (this.#isFailing || !this.#options.types.has(type)) return false;
    this.#ready = "several";
    this.#cursor.hurryToHead();
    return true;
  }

  /** Tasks were rescued, and come back within the next moments. */
  expectRescued(): void {
    this.#pollBackoff.expectSoon();
  }

  /** Tasks can be claimed that were passed over before. */
  noticeFreed(): void {
    this.#leftBehind = undefined;
    this.#cursor.beginAtHead();
  }

  async claim(room: Capacity): Promise<ClaimAnswer> {
    const ready = this.#ready;
    this.#ready = undefined;
    // A place may become free while the look is under way.
    if (this.#leftBehind) this.#leftBehind = new Set([...this.#leftBehind, ...room.fullTypes]);
    try {
      const recovered = await this.#recover();
      if (recovered) return recovered;
      return (await this.#claimReady(ready, room)) ?? (await this.#look(room));
    } catch (error) {
      // The claim may have been undone: its tasks are behind, and a task that was named is one of many.
      this.#cursor.beginAtHead();
      this.#nextLookAt = 0;
      this.#isFailing = true;
      return { tasks: [], beginsAtOnce: true, waitMs: this.#decideRetry(error) };
    }
  }

  /** Claims the one task that is new since the last look; undefined when there may be others, so that a look is due. */
  async #claimReady(ready: ReadyTask | "several" | undefined, room: Capacity): Promise<ClaimAnswer | undefined> {
    if (ready === undefined || ready === "several" || this.mayFindMore(ready.type)) return undefined;
    if (room.limit === 1) return undefined; // something more urgent may have become due by itself
    const timeoutMs = room.wanted.find(({ type }) => type === ready.type)?.timeoutMs;
    if (timeoutMs === undefined || performance.now() >= this.#nextLookAt) return undefined;
    const { database } = this.#options;
    const isAhead = room.startable === 0;
    const request = { task: ready, timeoutMs, isAhead };
    const tasks = await this.#claimWith((lease) => claimReadyTask(database, { ...lease, ...request }));
    return { ...this.#answer(tasks, Math.max(this.#nextLookAt - performance.now(), 0)), beginsAtOnce: !isAhead };
  }

  async #look({ wanted, limit, startable, fullTypes }: Capacity): Promise<ClaimAnswer> {
    const beganAt = performance.now();
    const request = { wanted, limit, startable, allowsQuarantined: !this.isQuarantinedRunning };
    const { tasks, filledTypes, isCut, goesOn } =
      (await this.#lookForOld(request)) ?? (await this.#lookAround(request));
    // What these hold back may have filled the look; what stands behind it need not wait: the next one passes over it.
    const holdsBack = tasks.some(holdsOthersBack);
    const isAllLeft = isCut || holdsBack || this.#cursor.wasFreedSince(beganAt);
    this.#leftBehind = isAllLeft ? undefined : new Set([...fullTypes, ...filledTypes]);
    const paceMs = this.#pollBackoff.next(tasks.length > 0);
    const limitMs = goesOn ? this.#cursor.headLookInMs(wanted) : Infinity;
    const waitMs = isAllLeft ? 0 : Math.min(paceMs, limitMs);
    if (holdsBack) this.#cursor.beginAtHead();
    this.#nextLookAt = performance.now() + waitMs;
    return { ...this.#answer(tasks, waitMs), beginsAtOnce: tasks.length === 1 && startable > 0 };
  }

  /** Once in a while, tasks that have been due for long, whatever their priority. */
  async #lookForOld(request: LookRequest): Promise<Look | undefined> {
    // Where every due task was claimed, none is starved.
    if (this.#leftBehind?.size === 0) return undefined;
    const beganAt = performance.now();
    if (++this.#looksSinceAging < looksPerAgingLook || beganAt < this.#agingLookAt) return undefined;
    this.#looksSinceAging = 0;
    const { database } = this.#options;
    const tasks = await this.#claimWith((lease) => claimTasks(database, { ...lease, ...request, minWaitMs: agingMs }));
    const now = performance.now();
    this.#agingLookAt = now + agingGapFactor * (now - beganAt);
    if (tasks.length === 0) return undefined;
    return { ...endLook(request.wanted, tasks, request.limit), isCut: true, goesOn: false };
  }

  async #lookAround(request: LookRequest): Promise<Look> {
    const { database } = this.#options;
    const beganAt = performance.now();
    const levels = this.#cursor.goOn(request.wanted);
    const tasks = await this.#claimWith((lease) =>
      levels
        ? claimTasksOnward(database, { ...lease, ...request, levels })
        : claimTasks(database, { ...lease, ...request, minWaitMs: 0 }),
    );
    const end = endLook(request.wanted, tasks, request.limit);
    if (levels) this.#cursor.noteOnward(end);
    else this.#cursor.noteHead(end, beganAt);
    return { ...end, isCut: end.isFull, goesOn: levels !== undefined };
  }

  async #claimWith(claim: (lease: LeaseRequest) => Promise<ClaimedTask[]>): Promise<ClaimedTask[]> {
    const { holder, settings } = this.#options;
    const token = randomUUID();
    const sentAt = performance.now();
    try {
      return await claim({ token, holder, leaseMs: settings.leaseMs });
    } catch (error) {
      if (!isLostRace(error)) this.#uncertain = { token, sentAt };
      throw error;
    }
  }

  /** The tasks of a claim whose reply was lost. */
  async #recover(): Promise<ClaimAnswer | undefined> {
    if (!this.#uncertain) return undefined;
    const { token, sentAt } = this.#uncertain;
    const found = await readClaimedTasks(this.#options.database, token);
    this.#uncertain = undefined;
    return found.length > 0 ? { ...this.#answer(found, 0), beginsAtOnce: false, claimedAt: sentAt } : undefined;
  }

  #answer(tasks: readonly ClaimedTask[], waitMs: number): ClaimAnswer {
    this.#contactAt = performance.now();
    this.#isFailing = false;
    this.#pollBackoff.recover();
    if (tasks.some(isQuarantined)) this.isQuarantinedRunning = true;
    return { tasks, beginsAtOnce: true, waitMs };
  }

  #decideRetry(error: unknown): number {
    if (isLostRace(error)) return 5 + 20 * Math.random();
    if (isUnavailableError(error)) this.#options.onUnreachable();
    this.#options.onError("claim tasks", error);
    return this.#pollBackoff.retry();
  }
}

/** Another process claimed a task of the same concurrency key in the same instant: nothing was claimed here. */
function isLostRace(error: unknown): boolean {
  return isUniqueViolation(error) || isConflictError(error);
}
