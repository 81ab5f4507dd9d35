import { hostname } from "node:os";
import type { QueueCore } from "../core.ts";
import { removeRunner } from "./removeRunner.ts";
import { type RunnerReport, reportRunner } from "./reportRunner.ts";

/** Milliseconds between signs of life, at most; not fewer of them than heartbeats. */
const maxReportMs = 15_000;

/** Tells the other processes that a runner is alive, and how busy it is, until it stops. */
export class RunnerHeartbeat {
  readonly #core: QueueCore;
  readonly #describe: () => Omit<RunnerReport, "host" | "pid">;
  #timer: NodeJS.Timeout | undefined;
  #reporting: Promise<void>;
  #isClosed = false;

  constructor(core: QueueCore, describe: () => Omit<RunnerReport, "host" | "pid">) {
    this.#core = core;
    this.#describe = describe;
    this.#reporting = this.#report();
  }

  /** Takes the runner out of the list. Never rejects. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#reporting; // or it could put the runner back
    await removeRunner(this.#core.database, this.#describe().id).catch(() => {});
  }

  async #report(): Promise<void> {
    try {
      await reportRunner(this.#core.database, { ...this.#describe(), host: hostname(), pid: process.pid });
    } catch (error) {
      this.#core.onError("report the runner", error);
    }
    if (this.#isClosed) return;
    this.#timer = setTimeout(
      () => {
        this.#reporting = this.#report();
      },
      Math.min(maxReportMs, this.#core.settings.heartbeatMs),
    ).unref();
  }
}
