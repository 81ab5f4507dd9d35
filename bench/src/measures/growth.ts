import type { WorkerReport } from "../processes/protocol.ts";
import { queryOnce } from "../servers/queryOnce.ts";
import { readStatementTimes } from "../servers/readStatementTimes.ts";
import { drainTasks } from "./drainTasks.ts";
import { fillTable } from "./fillTable.ts";
import type { Measure, Reading } from "./Measure.ts";
import { warmUp } from "./warmUp.ts";
import { withPeer } from "./withPeer.ts";

const peers = ["queue"];

/** V8 gives a process more memory for young objects the more it has worked: so many warm-ups until it gives no more. */
const warmUps = 5;

/** Whether a large backlog slows the work down, or fills the process. */
export const backlog: Measure = {
  name: "backlog",
  about: "drain rate and memory at backlogs of 10 k, 100 k and 1 M tasks",
  maxRounds: 3,
  peers,
  async take(kind, servers, { isQuick }) {
    const reading: Record<string, number> = {};
    const drain = (count: number, { heapAtRun, isFresh = false }: { heapAtRun?: number; isFresh?: boolean } = {}) =>
      withPeer(kind, servers, 1, async (cast) => {
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
      // By itself: collecting all garbage takes time, and changes the peak.
      const again = await drain(count, { heapAtRun: count / 2 });
      reading[`liveHeapMb${label}`] = again.report.liveHeapBytes / 2 ** 20;
    }
    const fresh = await drain(10_000, { isFresh: true });
    reading.peakRssMbFresh10k = fresh.report.peakRssBytes / 2 ** 20;
    return reading;
  },
};

/** Whether rows that are not due, or over, slow the claim down. */
export const beside: Measure = {
  name: "beside",
  about: "claims with 1 M tasks scheduled for later and 1 M finished ones beside",
  maxRounds: 3,
  peers,
  take(kind, servers, { isQuick }) {
    const count = 20_000;
    const rows = isQuick ? 100_000 : 1_000_000;
    const measure = (isFilled: boolean) =>
      withPeer(kind, servers, 1, async (cast) => {
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

/** The scheduled rows never finish: the drain is over when all due tasks have run. */
async function drainRuns({ workers }: Parameters<Parameters<typeof withPeer>[3]>[0], count: number): Promise<number> {
  const [worker] = workers;
  if (!worker) return Number.NaN;
  await worker.call("startWorkers", { workMs: 0 });
  while (worker.runs < count) await new Promise((resolve) => setTimeout(resolve, 2));
  const report = await worker.call("stopWorkers");
  return report.lastRunAtMs - report.firstRunAtMs;
}
