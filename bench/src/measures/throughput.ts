import type { QueueKind } from "../BenchQueue.ts";
import type { BenchServers } from "../servers/BenchServers.ts";
import { readDatabaseCost } from "../servers/readDatabaseCost.ts";
import { drainTasks } from "./drainTasks.ts";
import type { Measure, MeasureSettings, Reading } from "./Measure.ts";
import { warmUp } from "./warmUp.ts";
import { withQueue } from "./withQueue.ts";

/** Number of tasks in one round, in proportion to the speed of the queue. */
export function chooseCount(kind: QueueKind, { isQuick }: MeasureSettings): number {
  const full = isQuick ? 20_000 : 100_000;
  return Math.min(full, kind.paceHint * (isQuick ? 3 : 5));
}

async function takeThroughput(
  kind: QueueKind,
  servers: BenchServers,
  settings: MeasureSettings,
  processes: number,
): Promise<Reading> {
  return withQueue(kind, servers, processes, async (cast) => {
    const { arena, producer, workers } = cast;
    const count = chooseCount(kind, settings);
    const isPostgres = kind.store === "postgres";
    await warmUp(kind, cast);
    const before = isPostgres ? await readDatabaseCost(arena.url) : undefined;
    const added = await producer.call("addMany", { count, chunk: 5_000 });
    const between = isPostgres ? await readDatabaseCost(arena.url) : undefined;
    const drain = await drainTasks(producer, workers, count);
    const after = isPostgres ? await readDatabaseCost(arena.url) : undefined;
    const cpuMs = drain.reports.reduce((sum, report) => sum + report.cpuMs, 0);
    return {
      addPerSecond: (count * 1_000) / added.ms,
      addCpuUs: (added.cpuMs * 1_000) / count,
      drainPerSecond: (count * 1_000) / drain.ms,
      drainCpuUs: (cpuMs * 1_000) / count,
      peakRssMb: Math.max(...drain.reports.map((report) => report.peakRssBytes)) / 2 ** 20,
      ...(before && between && after
        ? {
            addServerCpuUs: ((between.serverCpuMs - before.serverCpuMs) * 1_000) / count,
            drainServerCpuUs: ((after.serverCpuMs - between.serverCpuMs) * 1_000) / count,
            walBytes: (after.walBytes - before.walBytes) / count,
            addWalBytes: (between.walBytes - before.walBytes) / count,
            tableBytes: (after.tableBytes - before.tableBytes) / count,
          }
        : {}),
    };
  });
}

export const drain: Measure = {
  name: "drain",
  about: "bulk add, then drain with one process: rates, CPU, WAL, size, memory",
  compared: ["addPerSecond", "drainPerSecond"],
  take: (kind, servers, settings) => takeThroughput(kind, servers, settings, 1),
};

export const drain2: Measure = {
  name: "drain2",
  about: "the same with two processes",
  maxRounds: 3,
  take: (kind, servers, settings) => takeThroughput(kind, servers, settings, 2),
};

export const drain4: Measure = {
  name: "drain4",
  about: "the same with four processes",
  maxRounds: 3,
  take: (kind, servers, settings) => takeThroughput(kind, servers, settings, 4),
};

/** Workers that wait for something, as most workers do. */
export const waiting: Measure = {
  name: "waiting",
  about: "drain with workers that wait 5 ms, 100 at a time",
  maxRounds: 3,
  take: (kind, servers, settings) =>
    withQueue(kind, servers, 1, async (cast) => {
      const count = Math.min(chooseCount(kind, settings), settings.isQuick ? 10_000 : 40_000);
      await warmUp(kind, cast);
      await cast.producer.call("addMany", { count, chunk: 5_000 });
      const { ms } = await drainTasks(cast.producer, cast.workers, count, { concurrency: 100, workMs: 5 });
      return { drainPerSecond: (count * 1_000) / ms };
    }),
};
