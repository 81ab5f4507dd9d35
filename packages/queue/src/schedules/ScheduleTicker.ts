import type { QueueCore } from "../core.ts";
import { applyDeclarations, declareSchedules } from "./declareSchedules.ts";
import { fireDueSchedules } from "./fireDueSchedules.ts";

/** Milliseconds after which a process looks for schedules that others have added, if no notification arrives. */
const maxSleepMs = 5_000;
/** Milliseconds between comparisons of the schedules with the declarations of the live releases. */
const declarationMs = 15_000;
/** Processes wake up at the same time. A random wait of up to this many milliseconds lets one of them fire first. */
const jitterMs = 15;

/** Adds the tasks of schedules when they are due. Every runner has one. It needs no leader. */
export class ScheduleTicker {
  readonly #core: QueueCore;
  #timer: NodeJS.Timeout | undefined;
  #ticking: Promise<void> | undefined;
  #isTickWanted = false;
  #isClosed = false;
  #isDeclared = false;
  #appliedAt = -Infinity;
  readonly #unsubscribe: () => void;

  /** @param reported - resolves when the runner is in the table of runners: only a live release may declare */
  constructor(core: QueueCore, reported: Promise<unknown>) {
    this.#core = core;
    this.#unsubscribe = core.notifier.subscribe((notification) => notification === "schedules" && this.wake());
    void reported.then(() => this.wake());
  }

  /** Looks at the schedules now. */
  wake(): void {
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    this.#isTickWanted = true;
    this.#ticking ??= this.#tick().then(() => {
      this.#ticking = undefined;
      if (this.#isTickWanted) this.wake();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#unsubscribe();
    await this.#ticking;
  }

  async #tick(): Promise<void> {
    let waitMs: number | undefined;
    while (this.#isTickWanted && !this.#isClosed) {
      this.#isTickWanted = false;
      try {
        await this.#declare();
        waitMs = await fireDueSchedules(this.#core);
        this.#isTickWanted ||= waitMs === 0;
      } catch (error) {
        this.#core.onError("fire schedules", error);
        waitMs = undefined;
      }
    }
    if (this.#isClosed) return;
    const jitter = Math.random() * jitterMs;
    const sleepMs =
      waitMs === undefined ? maxSleepMs * (0.8 + 0.4 * Math.random()) : Math.min(waitMs + jitter, maxSleepMs);
    this.#timer = setTimeout(() => this.wake(), sleepMs).unref();
  }

  /** Declares the schedules of this process once, then applies those of the release in force from time to time. */
  async #declare(): Promise<void> {
    if (performance.now() - this.#appliedAt < declarationMs) return;
    this.#appliedAt = performance.now();
    try {
      if (!this.#isDeclared) await declareSchedules(this.#core);
      this.#isDeclared = true;
      await applyDeclarations(this.#core);
    } catch (error) {
      this.#core.onError("declare schedules", error);
    }
  }
}
