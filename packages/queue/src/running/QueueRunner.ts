import { Claimer } from "../claiming/Claimer.ts";
import { holdsOthersBack, isQuarantined } from "../claiming/claimRules.ts";
import { type Capacity, Slots } from "../claiming/Slots.ts";
import { findWorker, type QueueCore } from "../core.ts";
import { maxBatch } from "../database/Batcher.ts";
import type { Outcome } from "../domain/outcome.ts";
import { waitAtMost } from "../domain/waitAtMost.ts";
import { ActiveClaim } from "../holding/ActiveClaim.ts";
import { ClaimBuffer, maxBufferedMs } from "../holding/ClaimBuffer.ts";
import { Maintenance } from "../maintenance/Maintenance.ts";
import { RunnerHeartbeat } from "../maintenance/RunnerHeartbeat.ts";
import { readLaterTasks } from "../notifying/notify.ts";
import { WakeUp } from "../notifying/WakeUp.ts";
import { decideSettlement } from "../settling/decideSettlement.ts";
import type { StartOptions } from "../validation/options.ts";
import type { Worker } from "../workers/defineWorker.ts";
import type { AddToQueue } from "./AddToQueue.ts";
import { runClaim } from "./runClaim.ts";
import { settleClaim } from "./settleClaim.ts";
import { WaitGroup } from "./WaitGroup.ts";

/** Sleep of a loop that is woken when there is something to do: only keeps the process alive. */
const longSleepMs = 60_000;
/** Attempts that ended and are not recorded yet: with more than that, recording is in trouble, and claiming waits for it. */
const maxUnsettled = 4 * maxBatch;
/** After the grace, milliseconds for recording what was cut off. */
const recordingMs = 5_000;

/** What a runner is doing. */
export interface RunnerStats {
  id: string;
  state: "running" | "paused" | "stopping" | "stopped";
  /** Tasks that run just now. */
  running: number;
  /** Tasks that are claimed and wait for a slot. */
  buffered: number;
  /** Attempts that ended since the start, whatever their outcome. */
  finished: number;
  /** Milliseconds since the database last answered; undefined before the first answer. */
  lastContactMs: number | undefined;
}

/** Claims and runs tasks in this process until it is stopped. Made by `QueueService.start`. */
export class QueueRunner {
  readonly id: string;
  readonly #core: QueueCore;
  readonly #options: Required<StartOptions>;
  readonly #addToQueue: AddToQueue;
  readonly #slots: Slots;
  readonly #wake = new WakeUp();
  readonly #claimer: Claimer;
  readonly #maintenance: Maintenance;
  readonly #buffer = new ClaimBuffer(() => this.#giveBackOverdue());
  /** Claims that run or are being recorded. */
  readonly #underWay = new WaitGroup();
  readonly #unsubscribe: () => void;
  readonly #heartbeat: RunnerHeartbeat;
  readonly #onStop: () => void;
  readonly #loop: Promise<void>;
  #isWaitingForRoom = false;
  #stopping: Promise<void> | undefined;
  #state: RunnerStats["state"] = "running";
  #finished = 0;

  /** @param onStop - called when the runner has stopped */
  constructor(
    core: QueueCore,
    id: string,
    options: Required<StartOptions>,
    addToQueue: AddToQueue,
    onStop: () => void,
  ) {
    this.#onStop = onStop;
    this.id = id;
    this.#core = core;
    this.#options = options;
    this.#addToQueue = addToQueue;
    const workers = new Map(
      options.types.flatMap((type) => {
        const worker = findWorker(core, type);
        return worker ? [[type, worker] as const] : [];
      }),
    );
    this.#slots = new Slots({
      concurrency: options.concurrency,
      workers,
      timeoutMs: core.settings.timeoutMs,
      typeSlots: core.typeSlots,
      // While claiming fails, the next try follows soon, unless it waits for room.
      onFreed: (type) => (this.#isWaitingForRoom || !this.#claimer.isFailing) && this.#wakeIfRoom(type),
    });
    this.#maintenance = new Maintenance(core, () => {
      this.#claimer.expectRescued();
      this.#wake.trigger();
    });
    const onUnreachable = () => this.#maintenance.postponeRescue();
    this.#claimer = new Claimer({ ...core, types: new Set(workers.keys()), onUnreachable });
    this.#unsubscribe = core.notifier.subscribe((notification) => {
      if (notification.startsWith("cancel:")) core.leases.find(notification.slice("cancel:".length))?.cancel();
      for (const { type, delayMs } of readLaterTasks(notification))
        if (workers.has(type)) core.dueTimes.note(type, delayMs);
      if (this.#claimer.takeNotification(notification)) this.#wake.trigger();
    });
    this.#maintenance.start();
    const { types, concurrency } = options;
    this.#heartbeat = new RunnerHeartbeat(core, () => ({ id, types, concurrency, running: this.#slots.running }));
    this.#loop = this.#run();
  }

  /** Claims nothing more until {@link resume}; running tasks go on. */
  pause(): void {
    if (this.#state !== "running") return;
    this.#state = "paused";
    this.#releaseBuffer();
  }

  resume(): void {
    if (this.#state === "paused") this.#state = "running";
    this.#wake.trigger();
  }

  stats(): RunnerStats {
    return {
      id: this.id,
      state: this.#state,
      running: this.#slots.running,
      buffered: this.#buffer.size,
      finished: this.#finished,
      lastContactMs: this.#claimer.lastContactMs,
    };
  }

  /**
   * Claims nothing more, lets running tasks finish for `shutdownGraceMs`, and gives back the rest without using an
   * attempt. Resolves when everything is recorded, or, with the database away, 5 s after the grace. Repeated calls get
   * the same promise.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const room = this.#slots.decideCapacity();
      const unsettled = this.#underWay.count - this.#slots.running;
      if (this.#state === "paused" || room.limit === 0 || unsettled >= maxUnsettled) {
        this.#isWaitingForRoom = true;
        await this.#wake.sleep(longSleepMs);
        this.#isWaitingForRoom = false;
        continue;
      }
      const waitMs = await this.#claim(room);
      if (waitMs > 0) await this.#wake.sleep(waitMs);
    }
  }

  /** Answers when to look again. By itself, so that the loop does not keep a batch alive until the next one is there. */
  async #claim(room: Capacity): Promise<number> {
    this.#slots.beginClaim(room);
    const { tasks, beginsAtOnce, waitMs, claimedAt } = await this.#claimer.claim(room);
    const claims = tasks.map((task) => new ActiveClaim(task, this.id, claimedAt, beginsAtOnce));
    if (claimedAt !== undefined) this.#stopAged(claims);
    this.#accept(claims);
    if (claimedAt !== undefined) this.#core.leases.beatNow();
    if (!this.#claimer.isUncertain) this.#slots.endClaim();
    return waitMs;
  }

  /** Their lease has never been extended: what may run out before a heartbeat is given back instead of started. */
  #stopAged(claims: readonly ActiveClaim[]): void {
    for (const claim of claims) if (claim.ageMs > this.#core.settings.leaseMs / 2) claim.stop();
  }

  #accept(claims: readonly ActiveClaim[]): void {
    this.#core.leases.hold(claims);
    for (const claim of claims) {
      this.#slots.hold(claim.task.type);
      this.#buffer.push(claim);
    }
    // The next look goes out before a batch is worked off, so that PostgreSQL and this process work at the same time.
    if (claims.length > 1) setImmediate(() => this.#startNext());
    else this.#startNext();
    if (this.#state === "paused") this.#releaseBuffer(); // the claim was under way when the pause came
    this.#buffer.watch();
  }

  #startNext(): void {
    while (this.#slots.hasFreeSlot && this.#state === "running") {
      const claim = this.#buffer.shift();
      if (!claim) return;
      if (claim.interruption || claim.isCancelled) void this.#drop(claim);
      else this.#start(claim);
    }
  }

  #start(claim: ActiveClaim): void {
    this.#slots.start();
    this.#underWay.add();
    void this.#process(claim);
  }

  /** Runs a claimed task and records what came of it. Never rejects. */
  async #process(claim: ActiveClaim): Promise<void> {
    const worker = findWorker(this.#core, claim.task.type) as Worker;
    try {
      if (claim.needsMark) await this.#core.begunMarker.mark(claim);
      const { outcome, settlement, runMs } = await runClaim(this.#core, claim, worker, this.#addToQueue);
      this.#freeSlot(claim, runMs);
      await settleClaim(this.#core, claim, settlement, outcome);
    } catch (error) {
      this.#core.onError("run a task", error);
    }
    this.#end(claim);
  }

  /** The worker is done and only the recording is left. */
  #freeSlot({ task }: ActiveClaim, runMs: number): void {
    this.#slots.finish(task.type, runMs);
    this.#finished++;
    if (isQuarantined(task)) this.#claimer.isQuarantinedRunning = false;
    this.#startNext();
    this.#wakeIfRoom(task.type);
  }

  /** The claim is recorded, or lost. */
  #end(claim: ActiveClaim): void {
    this.#underWay.done();
    if (holdsOthersBack(claim.task)) {
      this.#claimer.noticeFreed();
      this.#wake.trigger();
    } else if (this.#isWaitingForRoom) this.#wake.trigger();
  }

  /** A freed place is a reason to look again when the loop waits for one, or when the last look left something behind. */
  #wakeIfRoom(type: string): void {
    if (this.#isWaitingForRoom || this.#claimer.mayFindMore(type) || this.#stopping) this.#wake.trigger();
  }

  /** The claim was lost, cancelled or stopped before it began. */
  #drop(claim: ActiveClaim): Promise<void> {
    this.#slots.release(claim.task.type);
    if (isQuarantined(claim.task)) this.#claimer.isQuarantinedRunning = false;
    this.#underWay.add();
    return this.#giveBack(claim, claim.interruption ?? { kind: "stopped" });
  }

  async #giveBack(claim: ActiveClaim, outcome: Outcome): Promise<void> {
    const policy = { backoff: {}, providers: [], provider: null, times: claim.times };
    try {
      await settleClaim(this.#core, claim, decideSettlement(claim.task, outcome, policy), outcome);
    } catch (error) {
      this.#core.onError("release a task", error);
    }
    this.#end(claim);
  }

  #giveBackOverdue(): void {
    this.#slots.noticeSlow(maxBufferedMs);
    this.#releaseBuffer();
  }

  #releaseBuffer(): void {
    if (this.#state !== "running") this.#core.begunMarker.stopWaiting(this.id);
    const given = this.#buffer.takeAll().map((claim) => {
      claim.stop();
      return this.#drop(claim);
    });
    if (given.length > 0) void this.#tellOfReleased(given);
  }

  /** What was given back is due: for others now, and for this runner when it has room. */
  async #tellOfReleased(given: readonly Promise<void>[]): Promise<void> {
    await Promise.all(given);
    if (!this.#stopping) this.#core.notifications.schedule("freed");
  }

  async #stop(): Promise<void> {
    this.#state = "stopping";
    this.#wake.trigger();
    this.#buffer.stopWatching();
    this.#releaseBuffer();
    // A claim may be under way: what it brings is given back as well.
    const ended = Promise.all([this.#maintenance.close(), this.#loop]).then(() => {
      this.#releaseBuffer();
      this.#slots.close();
      return this.#underWay.wait();
    });
    await waitAtMost([ended], this.#options.shutdownGraceMs);
    this.#core.leases.stopAll(this.id);
    await waitAtMost([ended], recordingMs);
    this.#unsubscribe();
    // Whatever was given back can start elsewhere at once.
    this.#core.notifier.emit("freed");
    await waitAtMost([this.#core.notifier.send("freed"), this.#heartbeat.close()], recordingMs);
    this.#state = "stopped";
    this.#onStop();
  }
}
