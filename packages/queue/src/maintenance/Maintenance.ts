import type { QueueCore } from "../core.ts";
import { isUnavailableError } from "../database/databaseErrors.ts";
import { boundTimer } from "../domain/timers.ts";
import { announceRescued } from "./announceRescued.ts";
import type { Chore } from "./Chore.ts";
import { createChores } from "./createChores.ts";
import { endExpiredTasks } from "./endExpiredTasks.ts";
import { rescueBatch, rescueTasks } from "./rescueTasks.ts";
import { SparedClaims } from "./SparedClaims.ts";

/** The due times of rescued tasks are spread over this time, so that they do not all start at once. */
const rescueSpreadMs = 500;
/** Maximum milliseconds from the start to the first run of a chore. */
const maxFirstMs = 60_000;
/** After an outage of the database, live runners get this many milliseconds to extend their leases before a rescue. */
const recoveryMs = 5_000;

/**
 * Runs rescue, expiry and the chores. Every runner runs all of them, without a leader: each statement is safe to run concurrently. Each
 * has its own timer, so that a slow or failing one does not delay the others.
 */
export class Maintenance {
  readonly #core: QueueCore;
  readonly #onRescue: () => void;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #underWay = new Set<Promise<void>>();
  #isClosed = false;
  readonly #spared = new SparedClaims();
  #quietUntil = 0;

  /** @param onRescue - called when tasks were rescued; they are due within 500 ms */
  constructor(core: QueueCore, onRescue: () => void) {
    this.#core = core;
    this.#onRescue = onRescue;
  }

  start(): void {
    const { sweepMs } = this.#core.settings;
    this.#repeat({ doing: "rescue tasks", everyMs: sweepMs, run: () => this.#rescue() }, sweepMs * Math.random());
    const expiry = { doing: "end expired tasks", everyMs: sweepMs, run: () => this.#expire() };
    this.#repeat(expiry, sweepMs * Math.random());
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
      // The process was suspended, and its own leases may have expired: let the heartbeat extend them first.
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

  /** Delays rescue after an outage of the database or of this process, because live runners may have expired leases. */
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

  #expire(): Promise<void> {
    return endExpiredTasks(this.#core, () => this.#isClosed);
  }

  async #rescueAll(): Promise<void> {
    const { leaseMs, heartbeatMs } = this.#core.settings;
    for (;;) {
      // A lock of the application may have prevented a live runner from extending a lease: wait for its next heartbeat.
      const patience = { signMs: leaseMs / 2, impatientWith: this.#spared.sparedFor(heartbeatMs) };
      const { rescued, spared } = await rescueTasks(this.#core.database, rescueSpreadMs, patience);
      this.#spared.note(spared);
      announceRescued(this.#core, rescued);
      if (rescued.length > 0) this.#onRescue();
      if (rescued.length < rescueBatch || this.#isClosed) return;
    }
  }
}
