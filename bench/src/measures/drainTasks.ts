import { monotonicMs } from "../monotonicMs.ts";
import type { WorkerReport } from "../processes/protocol.ts";
import type { QueueProcess } from "../processes/QueueProcess.ts";

export interface Drain {
  /** From the start of the first task until all are recorded as finished. */
  ms: number;
  reports: WorkerReport[];
}

const stallMs = 60_000;

/** Starts `workers` on `count` waiting tasks, and measures until the last one is recorded. */
export async function drainTasks(
  observer: QueueProcess,
  workers: readonly QueueProcess[],
  count: number,
  settings: { concurrency?: number; workMs?: number; heapAtRun?: number | undefined } = {},
): Promise<Drain> {
  const { concurrency, workMs = 0, heapAtRun } = settings;
  await Promise.all(workers.map((worker) => worker.call("startWorkers", { concurrency, workMs, heapAtRun })));
  let seen = -1;
  let seenAtMs = monotonicMs();
  for (;;) {
    const runs = workers.reduce((sum, worker) => sum + worker.runs, 0);
    if (runs >= count && !(await observer.call("hasUnfinished"))) break;
    if (runs !== seen) [seen, seenAtMs] = [runs, monotonicMs()];
    if (monotonicMs() - seenAtMs > stallMs)
      throw new Error(`Only ${runs} of ${count} tasks ran, and none for ${stallMs / 1_000} s.`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const endMs = monotonicMs();
  const reports = await Promise.all(workers.map((worker) => worker.call("stopWorkers")));
  const firstRunAtMs = Math.min(...reports.map((report) => report.firstRunAtMs).filter((ms) => ms > 0));
  return { ms: endMs - firstRunAtMs, reports };
}
