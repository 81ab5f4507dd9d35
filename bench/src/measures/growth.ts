import type { WorkerReport } from "../processes/protocol.ts";
import { queryOnce } from "../servers/queryOnce.ts";
import { readStatementTimes } from "../servers/readStatementTimes.ts";
import { drainTasks } from "./drainTasks.ts";
import { fillTable } from "./fillTable.ts";
import type { Measure, Reading } from "./Measure.ts";
import { warmUp } from "./warmUp.ts";
import { withQueue } from "./withQueue.ts";

const queues = ["queue"];

/** V8 enlarges its new generation with uptime. After this number of warm-ups it no longer does. */
const warmUps = 5;

/** Whether a large backlog slows the queue down, or uses more memory. */
export const backlog: Measure = {
  name: "backlog",
  about: "drain rate and memory at backlogs of 10 k, 100 k and 1 M tasks",
  maxRounds: 3,
  queues,
  async take(kind, servers, { isQuick }) {
    const reading: Record<string, number> = {};
    const drain = (count: number, { heapAtRun, isFresh = false }: { heapAtRun?: number; isFresh?: boolean } = {}) =>
      withQueue(kind, servers, 1, async (cast) => {
        for (let round = 0; round < (isFresh ? 1 : warmUps); round++) await warmUp(kind, cast);
        await cast.producer.call("addMany", { count, chunk: 5_000 });
        const { ms, reports } = await drainTasks(cast.producer, cast.workers, count, { heapAtRun });
        return { ms, report: reports[0] as WorkerReport };
      });
    for (const [label, count] of Object.entries({
      "10k": 10_000,
      "100k": 100_000,
      "1M": isQuick ? 200_000 : 1_000_000,
    })) {
      const { ms, report } = await drain(count);
      reading[`drainPerSecond${label}`] = (count * 1_000) / ms;
      reading[`peakRssMb${label}`] = report.peakRssBytes / 2 ** 20;
      // In a separate run, because collecting all garbage takes time and changes the peak.
      const again = await drain(count, { heapAtRun: count / 2 });
      reading[`liveHeapMb${label}`] = again.report.liveHeapBytes / 2 ** 20;
    }
    const fresh = await drain(10_000, { isFresh: true });
    reading.peakRssMbFresh10k = fresh.report.peakRssBytes / 2 ** 20;
    return reading;
  },
};

/** Whether scheduled and finished rows slow claims down. */
export const beside: Measure = {
  name: "beside",
  about: "claims with 1 M scheduled and 1 M finished tasks in the table",
  maxRounds: 3,
  queues,
  take(kind, servers, { isQuick }) {
    const count = 20_000;
    const rows = isQuick ? 100_000 : 1_000_000;
    const measure = (isFilled: boolean) =>
      withQueue(kind, servers, 1, async (cast) => {
        await warmUp(kind, cast);
        if (isFilled) {
          await fillTable(cast.arena.url, "finished", rows);
          await fillTable(cast.arena.url, "scheduled", rows);
          await queryOnce(cast.arena.url, 'VACUUM ANALYZE "QueueTask"');
          await queryOnce(cast.arena.url, "CHECKPOINT");
        }
        await cast.producer.call("addMany", { count, chunk: 5_000 });
        await queryOnce(cast.arena.url, "SELECT pg_stat_statements_reset()");
        const ms = await drainRuns(cast, count);
        const { claim } = await readStatementTimes(cast.arena.url);
        if (claim.calls === 0)
          throw new Error("No statement looked like a claim. Adjust the pattern in readStatementTimes.ts.");
        return { claimUs: (claim.ms * 1_000) / count, drainPerSecond: (count * 1_000) / ms };
      });
    return measure(false).then(async (alone): Promise<Reading> => {
      const filled = await measure(true);
      return {
        claimUsAlone: alone.claimUs,
        claimUsBeside: filled.claimUs,
        drainPerSecondAlone: alone.drainPerSecond,
        drainPerSecondBeside: filled.drainPerSecond,
      };
    });
  },
};

/** Runs until all due tasks have run, because the scheduled ones never finish. */
async function drainRuns({ workers }: Parameters<Parameters<typeof withQueue>[3]>[0], count: number): Promise<number> {
  const [worker] = workers;
  if (!worker) return Number.NaN;
  await worker.call("startWorkers", { workMs: 0 });
  while (worker.runs < count) await new Promise((resolve) => setTimeout(resolve, 2));
  const report = await worker.call("stopWorkers");
  return report.lastRunAtMs - report.firstRunAtMs;
}
