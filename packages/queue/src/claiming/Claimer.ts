import { randomUUID } from "node:crypto";
import type { Database } from "../database/database.ts";
import { isConflictError, isUnavailableError, isUniqueViolation } from "../database/databaseErrors.ts";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { claimReadyTask } from "./claimReadyTask.ts";
import { claimTasks, claimTasksOnward } from "./claimTasks.ts";
import type { Capacity } from "./decideCapacity.ts";
import {
  afterFailure,
  afterPoll,
  createPollState,
  decidePoll,
  expectSoon,
  mayFindMore,
  noteContact,
  noteFreed,
  noteNotification,
  type Poll,
  pollSoon,
} from "./decidePoll.ts";
import { readClaimedTasks } from "./readClaimedTasks.ts";

/** Milliseconds that a task must have been due for an aging poll to claim it, regardless of its priority. */
const agingMs = 60_000;

/** The result of one poll. */
export interface ClaimAnswer {
  tasks: readonly ClaimedTask[];
  /** Whether the poll claimed exactly one task and a slot is free for it. No other task can then begin first. */
  beginsAtOnce: boolean;
  /** Milliseconds to sleep before the next poll, unless woken; 0 means poll again at once. */
  waitMs: number;
  /** When the tasks were claimed, by `performance.now()`, if the reply was lost and they were found later. */
  claimedAt?: number;
}

export interface ClaimerOptions {
  database: Database;
  /** Recorded as the owner of the leases. */
  holder: string;
  settings: { readonly leaseMs: number; readonly pollMs: number };
  /** What the runner runs. */
  types: ReadonlySet<string>;
  /** Called when the database is unreachable. */
  onUnreachable: () => void;
  onError: (doing: string, error: unknown) => void;
}

/** Polls for tasks: sends what {@link decidePoll} decides, and finds the tasks of a claim query whose reply was lost. */
export class Claimer {
  readonly #options: ClaimerOptions;
  readonly #state;
  /** The claim query whose reply was lost. */
  #uncertain: { token: string; sentAt: number } | undefined;

  constructor(options: ClaimerOptions) {
    this.#options = options;
    this.#state = createPollState(options.settings.pollMs, options.types);
  }

  get lastContactMs(): number | undefined {
    const { contactAt } = this.#state;
    return contactAt === undefined ? undefined : Math.round(performance.now() - contactAt);
  }

  /** Whether a claim query may have claimed tasks that are not known yet. */
  get isUncertain(): boolean {
    return this.#uncertain !== undefined;
  }

  /** Whether the latest claim query failed; the next one follows soon. */
  get isFailing(): boolean {
    return this.#state.isFailing;
  }

  /** Whether a freed slot of this type is a reason to poll: the last poll may have left due tasks behind. */
  mayFindMore(type: string): boolean {
    return mayFindMore(this.#state, type);
  }

  /** A slot is free for tasks that the last poll may have left behind: the next poll scans for them. */
  noticeFreeSlot(): void {
    pollSoon(this.#state);
  }

  /** Takes a notification. Returns whether it is a reason to poll. */
  takeNotification(notification: string): boolean {
    return noteNotification(this.#state, notification, performance.now());
  }

  /** Notes that tasks were rescued, and become due soon. */
  expectRescued(): void {
    expectSoon(this.#state);
  }

  /** Notes that tasks that polls had skipped became claimable. */
  noticeFreed(): void {
    noteFreed(this.#state, performance.now());
  }

  async claim(capacity: Capacity): Promise<ClaimAnswer> {
    try {
      return (await this.#recover()) ?? (await this.#poll(capacity));
    } catch (error) {
      const isRace = isLostRace(error);
      if (!isRace) {
        if (isUnavailableError(error)) this.#options.onUnreachable();
        this.#options.onError("claim tasks", error);
      }
      const waitMs = afterFailure(this.#state, isRace, performance.now(), Math.random());
      return { tasks: [], beginsAtOnce: true, waitMs };
    }
  }

  async #poll(capacity: Capacity): Promise<ClaimAnswer> {
    const sentAt = performance.now();
    const poll = decidePoll(this.#state, capacity, sentAt);
    const tasks = await this.#send(poll, capacity);
    const waitMs = afterPoll(this.#state, poll, { capacity, tasks, sentAt }, performance.now(), Math.random());
    return { tasks, beginsAtOnce: tasks.length === 1 && capacity.startable > 0, waitMs };
  }

  async #send(poll: Poll, { wanted, limit, startable, takesQuarantined }: Capacity): Promise<ClaimedTask[]> {
    const { database, holder, settings } = this.#options;
    const token = randomUUID();
    const sentAt = performance.now();
    const lease = { token, holder, leaseMs: settings.leaseMs };
    const request = { ...lease, wanted, limit, startable, allowsQuarantined: takesQuarantined };
    try {
      if (poll.kind === "readyTask")
        return await claimReadyTask(database, { ...lease, ...poll, isAhead: startable === 0 });
      if (poll.kind === "resumed") return await claimTasksOnward(database, { ...request, levels: poll.levels });
      return await claimTasks(database, { ...request, minWaitMs: poll.kind === "aging" ? agingMs : 0 });
    } catch (error) {
      if (!isLostRace(error)) this.#uncertain = { token, sentAt };
      throw error;
    }
  }

  /** The tasks of a claim query whose reply was lost. */
  async #recover(): Promise<ClaimAnswer | undefined> {
    if (!this.#uncertain) return undefined;
    const { token, sentAt } = this.#uncertain;
    const tasks = await readClaimedTasks(this.#options.database, token);
    this.#uncertain = undefined;
    noteContact(this.#state, performance.now());
    return tasks.length > 0 ? { tasks, beginsAtOnce: false, waitMs: 0, claimedAt: sentAt } : undefined;
  }
}

/** Returns whether another process claimed a task with the same concurrency key at the same time, so that this claim failed. */
function isLostRace(error: unknown): boolean {
  return isUniqueViolation(error) || isConflictError(error);
}
