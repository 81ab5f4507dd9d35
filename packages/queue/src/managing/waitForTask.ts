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
import type { QueueTask } from "../domain/types.ts";
import { refuseUnknown, wholeNumber } from "../validation/checkValues.ts";

/** How `waitForTask` waits. All optional. */
export interface WaitOptions {
  /** Milliseconds to wait at the most. Default 60,000. */
  timeoutMs?: number;
  /** Stops waiting; the promise rejects with its reason. */
  signal?: AbortSignal;
}

const firstLookMs = 50;
const maxLookMs = 1_000;
const endings = ["completed", "exhausted", "cancelled"] as const satisfies readonly QueueEventName[];

/** Waits until a task is over: told at once when this process runs it, found by looking when another one does. */
export async function waitForTask(core: QueueCore, id: string, options: WaitOptions): Promise<QueueTask> {
  refuseUnknown(options, ["timeoutMs", "signal"]);
  const timeoutMs = wholeNumber("timeoutMs", options.timeoutMs ?? 60_000, 0, maxTimerMs);
  const deadline = performance.now() + timeoutMs;
  let nudge = new AbortController();
  const onEnd = (event: { id: string }) => {
    if (event.id === id) nudge.abort();
  };
  for (const name of endings) core.events.on(name, onEnd);
  try {
    for (let lookMs = firstLookMs; ; lookMs = Math.min(lookMs * 1.5, maxLookMs)) {
      options.signal?.throwIfAborted();
      // Before the look: what ends the task during it ends the sleep after it.
      if (nudge.signal.aborted) nudge = new AbortController();
      const leftMs = deadline - performance.now();
      const row = await readPatiently(core, id, leftMs);
      if (row && isTerminal(row.status)) return toQueueTask(row);
      if (leftMs <= 0) throw new WaitTimeoutError(id, row?.status ?? "in an unknown state", timeoutMs);
      const signal = options.signal ? AbortSignal.any([options.signal, nudge.signal]) : nudge.signal;
      await sleep(Math.min(lookMs, leftMs), undefined, { signal }).catch(() => {});
    }
  } finally {
    for (const name of endings) core.events.off(name, onEnd);
  }
}

/** Undefined while the database is away and there is time left: the task may be over when it is back. */
async function readPatiently(core: QueueCore, id: string, leftMs: number): Promise<TaskRow | undefined> {
  try {
    const row = await retryTransient(() => readTask(core.database, id));
    if (!row) throw new TaskNotFoundError(id);
    return row;
  } catch (error) {
    if (leftMs > 0 && isUnavailableError(error)) return undefined;
    throw error;
  }
}
