import type { QueueCore } from "../core.ts";
import { pruneStatistics } from "../sql/pruneStatistics.ts";
import { pruneBatch, pruneTasks } from "../sql/pruneTasks.ts";
import { rescueBatch, rescueTasks } from "../sql/rescueTasks.ts";
import { rollUpStatistics } from "../sql/rollUpStatistics.ts";
import { smallestTaskIdAt } from "../taskId.ts";
import { boundTimer } from "../timers.ts";
import { SparedClaims } from "./SparedClaims.ts";

/** Rescued tasks come back within this time. */
const rescueSpreadMs = 500;
/** Milliseconds between clean-ups, give or take 20 %. */
const cleanUpMs = 60_000;
/** After the database was away, holders get this long to extend their leases before anybody sweeps. */
const recoveryMs = 5_000;
const day = 86_400_000;

/** Rescue, pruning and statistics. Every runner does all of it, without a leader: each statement is safe beside its twins. */
export class Maintenance {
  readonly #core: QueueCore;
  readonly #onRescue: () => void;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #underWay = new Set<Promise<void>>();
  #isClosed = false;
  readonly #spared = new SparedClaims();
  #quietUntil = 0;

  /** @param onRescue - called when tasks were rescued, which are due now */
  constructor(core: QueueCore, onRescue: () => void) {
    this.#core = core;
    this.#onRescue = onRescue;
  }

  start(): void {
    const { sweepMs } = this.#core.settings;
    this.#repeat("rescuing tasks", sweepMs, sweepMs * Math.random(), () => this.#rescue());
    this.#repeat("cleaning up", cleanUpMs, cleanUpMs * Math.random(), () => this.#cleanUp());
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#underWay);
  }

  #repeat(doing: string, everyMs: number, firstMs: number, act: () => Promise<void>): void {
    const expectedAt = performance.now() + firstMs;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      // The process stood still, and its own leases may have run out: let the heartbeat come first.
      if (performance.now() - expectedAt > this.#core.settings.leaseMs / 2) this.postponeRescue();
      const done = act()
        .catch((error: unknown) => {
          this.postponeRescue();
          this.#core.onError(doing, error);
        })
        .finally(() => {
          this.#underWay.delete(done);
          if (!this.#isClosed) this.#repeat(doing, everyMs, everyMs * (0.8 + 0.4 * Math.random()), act);
        });
      this.#underWay.add(done);
    }, boundTimer(firstMs));
    timer.unref();
    this.#timers.add(timer);
  }

  /** The database or this process was away just now: leases may have run out although their holders live. */
  postponeRescue(): void {
    this.#quietUntil = performance.now() + Math.min(recoveryMs, this.#core.settings.leaseMs / 2);
  }

  async #rescue(): Promise<void> {
    if (performance.now() < this.#quietUntil) return;
    const { leaseMs, heartbeatMs } = this.#core.settings;
    for (;;) {
      // A lock of the application's may have kept a living runner from extending a lease: its next heartbeat goes first.
      const patience = { signMs: leaseMs / 2, impatientWith: this.#spared.sparedFor(heartbeatMs) };
      const { rescued, spared } = await rescueTasks(this.#core.database, rescueSpreadMs, patience);
      this.#spared.note(spared);
      for (const task of rescued) this.#core.events.emit("rescued", task);
      if (rescued.length > 0) this.#onRescue();
      if (rescued.length === 0 || rescued.length + spared.length < rescueBatch || this.#isClosed) return;
    }
  }

  async #cleanUp(): Promise<void> {
    const { database, settings } = this.#core;
    await rollUpStatistics(database);
    await pruneStatistics(database);
    const { completedMs, failedMs } = settings.retention;
    const keeps = [completedMs, failedMs].filter((ms) => ms > 0);
    if (keeps.length === 0) return;
    const forEver = 10_000 * 365 * day;
    const retention = {
      // Ids carry the clock of the process that made them: one that was fast keeps its tasks a little longer. Looking at
      // no younger ones spares reading, each minute, all that is about to become old.
      beforeId: smallestTaskIdAt(Date.now() - Math.min(...keeps)),
      completedMs: completedMs || forEver,
      failedMs: failedMs || forEver,
    };
    while (!this.#isClosed && (await pruneTasks(database, retention)) === pruneBatch);
  }
}
