import { Claimer } from "../claiming/Claimer.ts";
import { holdsOthersBack } from "../claiming/claimRules.ts";
import { type Capacity, decideCapacity } from "../claiming/decideCapacity.ts";
import { findWorker, type QueueCore } from "../core.ts";
import { maxBatch } from "../database/Batcher.ts";
import { waitAtMost } from "../domain/waitAtMost.ts";
import { ActiveClaim, type ClaimState } from "../holding/ActiveClaim.ts";
import { Claims } from "../holding/Claims.ts";
import { Maintenance } from "../maintenance/Maintenance.ts";
import { RunnerHeartbeat } from "../maintenance/RunnerHeartbeat.ts";
import { readLaterTasks } from "../notifying/notify.ts";
import { WakeUp } from "../notifying/WakeUp.ts";
import { ScheduleTicker } from "../schedules/ScheduleTicker.ts";
import type { RunnerSettings } from "../validation/options.ts";
import type { Worker } from "../workers/defineWorker.ts";
import { releaseClaim, runAttempt } from "./runAttempt.ts";

/** Milliseconds that the loop sleeps if no event wakes it. The timer only keeps the process alive. */
const longSleepMs = 60_000;
/** Maximum number of outcomes that wait to be recorded. At this number, the runner claims no more tasks. */
const maxRecording = 4 * maxBatch;
/** Milliseconds after the grace period to record the outcomes of interrupted attempts. */
const recordingMs = 5_000;

/** What a runner is doing. */
export interface RunnerStats {
  id: string;
  state: "running" | "paused" | "stopping" | "stopped";
  /** Tasks that are running. */
  running: number;
  /** Tasks that are claimed and wait for a slot. */
  buffered: number;
  /** Attempts that ended since the start, also failed and snoozed ones. This is not the number of finished tasks. */
  finished: number;
  /** Milliseconds since the database last responded; undefined before its first response. */
  lastContactMs: number | undefined;
}

/** Claims and runs tasks in this process until it is stopped. `QueueService.start` creates it. */
export class QueueRunner {
  readonly id: string;
  readonly #core: QueueCore;
  readonly #options: RunnerSettings;
  readonly #workers: ReadonlyMap<string, Worker>;
  readonly #claims: Claims;
  readonly #wake = new WakeUp();
  readonly #claimer: Claimer;
  readonly #maintenance: Maintenance;
  #heartbeat: RunnerHeartbeat | undefined;
  #ticker: ScheduleTicker | undefined;
  #loop: Promise<void> | undefined;
  #unsubscribe = () => {};
  #onStop = () => {};
  #isWaitingForSlot = false;
  #stopping: Promise<void> | undefined;
  #state: RunnerStats["state"] = "running";

  private constructor(core: QueueCore, id: string, options: RunnerSettings) {
    this.id = id;
    this.#core = core;
    this.#options = options;
    this.#workers = new Map(
      options.types.flatMap((type) => {
        const worker = findWorker(core, type);
        return worker ? [[type, worker] as const] : [];
      }),
    );
    this.#claims = new Claims({
      leases: core.leases,
      typeSlots: core.typeSlots,
      concurrency: options.concurrency,
      onChange: (claim, from) => this.#react(claim, from),
      // While claiming fails, the next try follows soon, unless it waits for a slot.
      onTypeFreed: (type) => (this.#isWaitingForSlot || !this.#claimer.isFailing) && this.#wakeIfUseful(type),
      onOverdue: () => {
        this.#claims.noteSlow();
        this.#releaseWaiting();
      },
    });
    this.#maintenance = new Maintenance(core, () => {
      this.#claimer.expectRescued();
      this.#wake.trigger();
    });
    const onUnreachable = () => this.#maintenance.postponeRescue();
    this.#claimer = new Claimer({ ...core, types: new Set(this.#workers.keys()), onUnreachable });
  }

  /**
   * Starts a runner: it listens for notifications, does maintenance, reports that it is alive, and claims tasks.
   * @param onStop - called when the runner has stopped
   */
  static start(core: QueueCore, id: string, options: RunnerSettings, onStop: () => void): QueueRunner {
    const runner = new QueueRunner(core, id, options);
    runner.#onStop = onStop;
    runner.#unsubscribe = core.notifier.subscribe((notification) => runner.#onNotification(notification));
    runner.#maintenance.start();
    const { types, concurrency } = options;
    runner.#heartbeat = new RunnerHeartbeat(core, () => ({
      id,
      types,
      concurrency,
      running: runner.#claims.running,
    }));
    runner.#ticker = new ScheduleTicker(core, runner.#heartbeat.reported);
    runner.#loop = runner.#run();
    return runner;
  }

  /** Claims no more tasks until {@link resume}. Running tasks continue. */
  pause(): void {
    if (this.#state !== "running") return;
    this.#state = "paused";
    this.#releaseWaiting();
  }

  resume(): void {
    if (this.#state === "paused") this.#state = "running";
    this.#wake.trigger();
  }

  stats(): RunnerStats {
    return {
      id: this.id,
      state: this.#state,
      running: this.#claims.running,
      buffered: this.#claims.waiting,
      finished: this.#claims.ended,
      lastContactMs: this.#claimer.lastContactMs,
    };
  }

  /**
   * Claims no more tasks, waits up to `shutdownGraceMs` for running ones, and releases the others without using an attempt.
   * Resolves when all outcomes are recorded. If the database is unreachable, resolves at most 10 s after the grace period. Repeated
   * calls return the same promise.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #run(): Promise<void> {
    const capacity = { ...this.#options, workers: this.#workers, timeoutMs: this.#core.settings.timeoutMs };
    while (!this.#stopping) {
      const room = decideCapacity(this.#claims, capacity);
      if (this.#state === "paused" || room.limit === 0 || this.#claims.recording >= maxRecording) {
        this.#isWaitingForSlot = true;
        await this.#wake.sleep(longSleepMs);
        this.#isWaitingForSlot = false;
        continue;
      }
      const waitMs = await this.#claim(room);
      if (waitMs > 0) await this.#wake.sleep(waitMs);
    }
  }

  /** Returns the milliseconds until the next poll. It is a separate method, so that the loop does not keep a batch in memory. */
  async #claim(capacity: Capacity): Promise<number> {
    this.#claims.reserve(capacity.wanted);
    const { tasks, beginsAtOnce, waitMs, claimedAt } = await this.#claimer.claim(capacity);
    this.#core.changes.noteAll(tasks);
    const heldAt = claimedAt ?? performance.now();
    const claims = tasks.map((task) => new ActiveClaim(task, this.#claims, heldAt, beginsAtOnce));
    if (claimedAt !== undefined) this.#stopAged(claims);
    this.#claims.hold(claims);
    // The next poll is sent before a batch begins, so that PostgreSQL and this process work at the same time.
    if (claims.length > 1) setImmediate(() => this.#startNext());
    else this.#startNext();
    if (this.#state === "paused") this.#releaseWaiting(); // the pause began during the claim
    if (claimedAt !== undefined) this.#core.leases.beatNow();
    if (!this.#claimer.isUncertain) this.#claims.endReservation();
    return waitMs;
  }

  /** Stops claims whose lease may expire before the first heartbeat. They are released instead of started. */
  #stopAged(claims: readonly ActiveClaim[]): void {
    for (const claim of claims) if (claim.ageMs > this.#core.settings.leaseMs / 2) claim.stop();
  }

  #startNext(): void {
    while (this.#state === "running") {
      const claim = this.#claims.next;
      if (!claim) return;
      if (claim.interruption || claim.isCancelled) void releaseClaim(this.#core, claim);
      else void runAttempt(this.#core, claim);
    }
  }

  /** Starts and claims further tasks after a claim has changed its state. */
  #react({ state, task }: ActiveClaim, from: ClaimState): void {
    if (from === "running") {
      this.#startNext();
      this.#wakeIfUseful(task.type);
    }
    if (state !== "finished") return;
    if (holdsOthersBack(task)) {
      this.#claimer.noticeFreed();
      this.#wake.trigger();
    } else if (this.#isWaitingForSlot) this.#wake.trigger();
  }

  #onNotification(notification: string): void {
    if (notification.startsWith("cancel:")) this.#core.leases.find(notification.slice("cancel:".length))?.cancel();
    for (const { type, delayMs } of readLaterTasks(notification))
      if (this.#workers.has(type)) this.#core.dueTimes.note(type, delayMs);
    if (this.#claimer.takeNotification(notification)) this.#wake.trigger();
  }

  /** A free slot is a reason to poll when the loop waits for one, or when the last poll left tasks of this type behind. */
  #wakeIfUseful(type: string): void {
    if (!this.#isWaitingForSlot && !this.#claimer.mayFindMore(type) && !this.#stopping) return;
    this.#claimer.noticeFreeSlot();
    this.#wake.trigger();
  }

  #releaseWaiting(): void {
    if (this.#state !== "running") this.#core.begunMarker.stopWaiting(this.#claims);
    const released: Promise<void>[] = [];
    for (let claim = this.#claims.firstWaiting; claim; claim = this.#claims.firstWaiting) {
      claim.stop();
      released.push(releaseClaim(this.#core, claim));
    }
    if (released.length > 0) void this.#notifyOfReleased(released);
  }

  /** Other runners can claim released tasks now, and this one when it has a free slot. */
  async #notifyOfReleased(released: readonly Promise<void>[]): Promise<void> {
    await Promise.all(released);
    if (!this.#stopping) this.#core.notifications.schedule("freed");
  }

  async #stop(): Promise<void> {
    this.#state = "stopping";
    this.#wake.trigger();
    this.#releaseWaiting();
    // A claim query may be in progress. Its tasks are released too.
    const ended = Promise.all([this.#maintenance.close(), this.#ticker?.close(), this.#loop]).then(() => {
      this.#releaseWaiting();
      return this.#claims.close();
    });
    await waitAtMost([ended], this.#options.shutdownGraceMs);
    this.#core.leases.stopAll(this.#claims);
    await waitAtMost([ended], recordingMs);
    this.#unsubscribe();
    // Other runners can start the released tasks now.
    this.#core.notifier.emit("freed");
    await waitAtMost([this.#core.notifier.send("freed"), Promise.resolve(this.#heartbeat?.close())], recordingMs);
    this.#state = "stopped";
    this.#onStop();
  }
}
