import { hostname } from "node:os";
import type { QueueCore } from "../core.ts";
import { type RunnerReport, removeRunner, reportRunner } from "./runnerRow.ts";

/** Maximum milliseconds between reports. A shorter `heartbeatMs` makes them as frequent as heartbeats. */
const maxReportMs = 15_000;

/** The part of a report that differs between the runners of a process. */
type Described = Omit<RunnerReport, "host" | "pid" | "release" | "declared">;

/** Reports in the table of runners that a runner is alive, and how busy it is, until it stops. */
export class RunnerHeartbeat {
  readonly #core: QueueCore;
  readonly #describe: () => Described;
  #timer: NodeJS.Timeout | undefined;
  #reporting: Promise<void>;
  /** Resolves when the runner is in the table, or its first report has failed. */
  readonly reported: Promise<void>;
  #isClosed = false;

  constructor(core: QueueCore, describe: () => Described) {
    this.#core = core;
    this.#describe = describe;
    // The check follows the report, so that the two never occupy two connections at the same time.
    this.reported = this.#report();
    this.#reporting = this.reported.then(() => core.schemaCheck.run());
  }

  /** Removes the runner from the table. Never rejects. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#reporting; // otherwise the report could insert the runner again
    await removeRunner(this.#core.database, this.#describe().id).catch(() => {});
  }

  async #report(): Promise<void> {
    try {
      await reportRunner(this.#core.database, {
        ...this.#describe(),
        host: hostname(),
        pid: process.pid,
        release: this.#core.release,
        declared: this.#core.declared,
      });
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
