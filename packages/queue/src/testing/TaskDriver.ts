import { randomUUID } from "node:crypto";
import { toRunningTask } from "../claiming/claimedTask.ts";
import { claimTasks } from "../claiming/claimTasks.ts";
import { findWorker, type QueueCore } from "../core.ts";
import { readTask } from "../database/readTask.ts";
import { toQueueTask } from "../database/taskRow.ts";
import { toMs } from "../database/times.ts";
import type { QueueTask } from "../domain/types.ts";
import { waitAtMost } from "../domain/waitAtMost.ts";
import { ActiveClaim } from "../holding/ActiveClaim.ts";
import { announceRescued } from "../maintenance/announceRescued.ts";
import { createChores } from "../maintenance/createChores.ts";
import { endExpiredTasks } from "../maintenance/endExpiredTasks.ts";
import { rescueBatch, rescueTasks } from "../maintenance/rescueTasks.ts";
import { runAttempt } from "../running/runAttempt.ts";
import { declareWithoutRunner } from "../schedules/declareSchedules.ts";
import { fireDueSchedules } from "../schedules/fireDueSchedules.ts";

const readClock = { name: "readClock", text: `SELECT ${toMs("clock_timestamp()")} AS ms` };
/** Milliseconds for the outcomes of interrupted attempts. */
const closingMs = 5_000;

/** Runs tasks as a runner does, one at a time, when a test asks for it. It has no timers. */
export class TaskDriver {
  readonly #core: QueueCore;
  readonly #chores = createChores().map((chore) => ({ chore, ranAtMs: -Infinity }));
  readonly #attempts = new Set<Promise<unknown>>();

  readonly #maxAttempts: number;
  #isDeclared = false;

  /** @param maxAttempts - after this number, `runUntilIdle` gives up, because the tasks seem to make each other due forever */
  constructor(core: QueueCore, maxAttempts = 10_000) {
    this.#core = core;
    this.#maxAttempts = maxAttempts;
  }

  /** Runs one attempt of the due task that a runner would claim next. Returns null if none is due. */
  readonly runNext = async (): Promise<QueueTask | null> => {
    const core = this.#core;
    const beganAt = performance.now();
    const [task] = await claimTasks(core.database, {
      token: randomUUID(),
      holder: core.holder,
      leaseMs: core.settings.leaseMs,
      limit: 1,
      startable: 1,
      allowsQuarantined: core.calls.takesQuarantined,
      minWaitMs: 0,
      wanted: Object.entries(core.workers).map(([type, worker]) => ({
        type,
        limit: 1,
        timeoutMs: worker.timeoutMs ?? core.settings.timeoutMs,
      })),
    });
    if (!task) return null;
    const claim = new ActiveClaim(task, core.calls, beganAt);
    core.calls.hold([claim]);
    const attempt = runAttempt(core, claim);
    this.#attempts.add(attempt);
    await attempt;
    this.#attempts.delete(attempt);
    const row = await readTask(core.database, task.id);
    return row ? toQueueTask(row) : toRunningTask(task); // the worker has deleted its own task
  };

  /** Does the periodic work that a runner would have done by now, then runs due tasks until none is left. Returns the tasks after their attempts. */
  readonly runUntilIdle = async (): Promise<QueueTask[]> => {
    await this.#doChores();
    const tasks: QueueTask[] = [];
    for (let task = await this.runNext(); task; task = await this.runNext()) {
      tasks.push(task);
      if (tasks.length < this.#maxAttempts) continue;
      throw new Error(
        `runUntilIdle has run ${this.#maxAttempts} attempts, and tasks are still due; the last one was ${task.type} "${task.id}". ` +
          "Does a task add itself again, or snooze for 0 ms? Run single attempts with runNext().",
      );
    }
    return tasks;
  };

  /** Rescues tasks whose lease or deadline has passed; they are due at once. */
  async #rescue(): Promise<void> {
    for (;;) {
      const { rescued } = await rescueTasks(this.#core.database, 0);
      announceRescued(this.#core, rescued);
      if (rescued.length < rescueBatch) return;
    }
  }

  /** Adds the tasks of schedules that are due. The schedules of the service are declared first, once, as by a runner. */
  async #fireSchedules(): Promise<void> {
    if (!this.#isDeclared) await declareWithoutRunner(this.#core);
    this.#isDeclared = true;
    const runs = (type: string) => findWorker(this.#core, type) !== undefined;
    while ((await fireDueSchedules(this.#core, runs)) === 0);
  }

  async #doChores(): Promise<void> {
    await this.#fireSchedules();
    await this.#rescue();
    await endExpiredTasks(this.#core, () => false);
    const [clock] = await this.#core.database.query<{ ms: number }>(readClock, []);
    const nowMs = clock?.ms ?? 0;
    for (const each of this.#chores) {
      if (Math.abs(nowMs - each.ranAtMs) < each.chore.everyMs) continue; // the clock may have been set back
      await each.chore.run(this.#core, () => false);
      each.ranAtMs = nowMs;
    }
  }

  /** Interrupts the attempts that are still running, and resolves when their tasks are released. */
  async close(): Promise<void> {
    this.#core.leases.stopAll();
    await waitAtMost(this.#attempts, closingMs);
  }
}
