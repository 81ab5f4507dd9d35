import { setTimeout as sleep } from "node:timers/promises";
import type { QueueCore } from "../core.ts";
import { isUnavailableError } from "../database/databaseErrors.ts";
import { readTask } from "../database/readTask.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { toQueueTask } from "../database/taskRow.ts";
import { TaskNotFoundError, WaitTimeoutError } from "../domain/errors/errors.ts";
import type { QueueEventName } from "../domain/events.ts";
import type { TaskRow } from "../domain/TaskRow.ts";
import { isTerminal } from "../domain/taskState.ts";
import { maxTimerMs } from "../domain/timers.ts";
import { toTaskId } from "../domain/toTaskId.ts";
import type { QueueTask } from "../domain/types.ts";
import { refuseUnknown, wholeNumber } from "../validation/checkValues.ts";

/** Options of `waitForTask`. All optional. */
export interface WaitOptions {
  /** Maximum wait in milliseconds. Default 60,000. */
  timeoutMs?: number | undefined;
  /** Stops waiting: the promise rejects with its reason. */
  signal?: AbortSignal | undefined;
  /** The type of the task, which gives the compiler the types of its data and result. A task of another type is refused. */
  type?: string | undefined;
}

const firstPollMs = 50;
const maxPollMs = 1_000;
const endings = ["completed", "exhausted", "cancelled"] as const satisfies readonly QueueEventName[];

/** Waits until a task is finished: by events if this process runs it, and by polling if another process does. */
export async function waitForTask(core: QueueCore, task: string | QueueTask, options: WaitOptions): Promise<QueueTask> {
  refuseUnknown(options, ["timeoutMs", "signal", "type"]);
  const id = toTaskId(task);
  const timeoutMs = wholeNumber("timeoutMs", options.timeoutMs ?? 60_000, 0, maxTimerMs);
  const deadline = performance.now() + timeoutMs;
  let ended = new AbortController();
  const onEnd = (event: { id: string }) => {
    if (event.id === id) ended.abort();
  };
  for (const name of endings) core.events.on(name, onEnd);
  try {
    for (let pollMs = firstPollMs; ; pollMs = Math.min(pollMs * 1.5, maxPollMs)) {
      options.signal?.throwIfAborted();
      // Reset before the read: an event that arrives during the read then ends the sleep after it.
      if (ended.signal.aborted) ended = new AbortController();
      const leftMs = deadline - performance.now();
      const row = await readIfReachable(core, id, leftMs);
      if (row && options.type !== undefined && row.type !== options.type)
        throw new TaskNotFoundError(id, { type: row.type, expected: options.type });
      if (row && isTerminal(row.status)) return toQueueTask(row);
      if (leftMs <= 0) throw new WaitTimeoutError(id, row?.status ?? "in an unknown state", timeoutMs);
      const signal = options.signal ? AbortSignal.any([options.signal, ended.signal]) : ended.signal;
      await sleep(Math.min(pollMs, leftMs), undefined, { signal }).catch(() => {});
    }
  } finally {
    for (const name of endings) core.events.off(name, onEnd);
  }
}

/** Returns undefined while the database is unreachable and there is time left. */
async function readIfReachable(core: QueueCore, id: string, leftMs: number): Promise<TaskRow | undefined> {
  try {
    const row = await retryTransient(() => readTask(core.database, id));
    if (!row) throw new TaskNotFoundError(id);
    return row;
  } catch (error) {
    if (leftMs > 0 && isUnavailableError(error)) return undefined;
    throw error;
  }
}
