import type { QueueCore } from "../core.ts";
import { isUnavailableError } from "../database/databaseErrors.ts";
import { boundTimer } from "../domain/timers.ts";
import type { Chore } from "./Chore.ts";
import { createChores } from "./createChores.ts";
import { rescueBatch, rescueTasks } from "./rescueTasks.ts";
import { SparedClaims } from "./SparedClaims.ts";

/** Rescued tasks come back within this time. */
const rescueSpreadMs = 500;
/** A chore is first run within this time from the start, in milliseconds, however seldom it is run later. */
const maxFirstMs = 60_000;
/** After the database was away, holders get this long to extend their leases before anybody sweeps. */
const recoveryMs = 5_000;

/**
 * Rescue, and the chores. Every runner does all of it, without a leader: each statement is safe beside its twins. Each has a
 * timer of its own, so that one that fails or takes long holds up no other.
 */
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
    this.#repeat({ doing: "rescue tasks", everyMs: sweepMs, run: () => this.#rescue() }, sweepMs * Math.random());
    for (const chore of createChores()) this.#repeat(chore, Math.min(chore.everyMs, maxFirstMs) * Math.random());
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#underWay);
  }

  #repeat(chore: Chore, waitMs: number): void {
    const firstMs = boundTimer(waitMs);
    const expectedAt = performance.now() + firstMs;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      // The process stood still, and its own leases may have run out: let the heartbeat come first.
      if (performance.now() - expectedAt > this.#core.settings.leaseMs / 2) this.postponeRescue();
      const done = chore
        .run(this.#core, () => this.#isClosed)
        .catch((error: unknown) => this.#core.onError(chore.doing, error))
        .finally(() => {
          this.#underWay.delete(done);
          if (!this.#isClosed) this.#repeat(chore, chore.everyMs * (0.8 + 0.4 * Math.random()));
        });
      this.#underWay.add(done);
    }, firstMs);
    timer.unref();
    this.#timers.add(timer);
  }

  /** The database or this process was away just now: leases may have run out although their holders live. */
  postponeRescue(): void {
    this.#quietUntil = performance.now() + Math.min(recoveryMs, this.#core.settings.leaseMs / 2);
  }

  async #rescue(): Promise<void> {
    if (performance.now() < this.#quietUntil) return;
    try {
      await this.#rescueAll();
    } catch (error) {
      if (isUnavailableError(error)) this.postponeRescue();
      throw error;
    }
  }

  async #rescueAll(): Promise<void> {
    const { leaseMs, heartbeatMs } = this.#core.settings;
    for (;;) {
      // A lock of the application's may have kept a living runner from extending a lease: its next heartbeat goes first.
      const patience = { signMs: leaseMs / 2, impatientWith: this.#spared.sparedFor(heartbeatMs) };
      const { rescued, spared } = await rescueTasks(this.#core.database, rescueSpreadMs, patience);
      this.#spared.note(spared);
      for (const task of rescued) this.#core.events.emit("rescued", task);
      if (rescued.length > 0) this.#onRescue();
      if (rescued.length < rescueBatch || this.#isClosed) return;
    }
  }
}
