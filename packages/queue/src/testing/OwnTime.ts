import { findWorker, type QueueCore } from "../core.ts";
import type { ActiveClaim } from "../holding/ActiveClaim.ts";
import { findTimeoutMs } from "../running/callWorker.ts";
import type { Connection, TimeWitness } from "./TestClock.ts";

/** Lets a service live through the time by which the clock of its database is moved: its own timers measure real time. */
export class OwnTime implements TimeWitness {
  readonly #core: QueueCore;
  /** Milliseconds by which the clock was moved while these attempts ran. */
  readonly #addedMs = new WeakMap<ActiveClaim, number>();

  constructor(core: QueueCore) {
    this.#core = core;
  }

  /** Waiting log lines have been waiting for real time only. */
  async beforeMove(): Promise<void> {
    await this.#core.reports.flush();
  }

  /** Its heartbeats would have kept its leases, and its runners would have reported. */
  async duringMove(connection: Connection, ms: number): Promise<void> {
    const tokens = [...this.#core.leases.held].map(({ task }) => task.token);
    await connection.query(
      `UPDATE "QueueTask" SET "leaseExpiresAt" = "leaseExpiresAt" + $2::float8 * interval '1 ms' WHERE "leaseToken" = ANY($1::uuid[])`,
      [tokens, ms],
    );
    await connection.query(
      `UPDATE "QueueRunner" SET "heartbeatAt" = "heartbeatAt" + $2::float8 * interval '1 ms' WHERE starts_with(id, $1 || '/')`,
      [this.#core.holder, ms],
    );
  }

  /** Adds tasks with ids of the new time, ends attempts whose timeout has passed, and wakes the runners. */
  async afterMove(ms: number): Promise<void> {
    const { adder, leases, notifier, settings } = this.#core;
    adder.idShiftMs += ms;
    const ended: Promise<void>[] = [];
    for (const claim of [...leases.held].filter(({ state }) => state === "running")) {
      const addedMs = (this.#addedMs.get(claim) ?? 0) + ms;
      this.#addedMs.set(claim, addedMs);
      const timeoutMs = findTimeoutMs(settings, findWorker(this.#core, claim.task.type), claim.task);
      if (timeoutMs === 0 || claim.runMs + addedMs < timeoutMs) continue;
      claim.timeOut(timeoutMs);
      ended.push(claim.untilFinished());
    }
    await Promise.all(ended);
    notifier.emit("freed");
    notifier.emit("schedules");
  }
}
