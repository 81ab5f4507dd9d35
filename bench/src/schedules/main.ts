// Measures schedules: what ten thousand of them cost idle processes, and how long after the time of a slot its task starts.
//   pnpm bench:schedules [--schedules N] [--processes N] [--seconds N]
import { tmpdir } from "node:os";
import { parseArgs } from "node:util";
import { createPrismaClient } from "@package/db";
import { defineWorker, QueueService } from "@package/queue";
import { readActivity } from "../measures/idle.ts";
import { quantile } from "../measures/quantile.ts";
import { QueueProcess } from "../processes/QueueProcess.ts";
import { findQueueKind } from "../queues/queueKinds.ts";
import { BenchServers } from "../servers/BenchServers.ts";

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== "--"),
  options: {
    schedules: { type: "string", default: "10000" },
    processes: { type: "string", default: "4" },
    seconds: { type: "string", default: "40" },
  },
});
const [schedules, processes, seconds] = [Number(values.schedules), Number(values.processes), Number(values.seconds)];
/** Schedules with a slot each second. */
const frequent = 20;

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const kind = findQueueKind("queue");
const servers = await BenchServers.start(tmpdir(), false);
const arena = await servers.openArena(kind);
const db = createPrismaClient(arena.url);
const queue = new QueueService(db, {
  workers: { BENCH: defineWorker({ run: () => null }) },
  connectionString: arena.url,
});
const workers = Array.from({ length: processes }, () => new QueueProcess(kind.name, arena.url));

/** Returns the statements per second and process while nothing is due. */
async function measureIdle(): Promise<number> {
  await wait(20_000); // runners poll more often after their start
  const before = await readActivity(arena.url);
  await wait(seconds * 1_000);
  const after = await readActivity(arena.url);
  return (after.queries - before.queries) / seconds / processes;
}

async function addSchedules(
  count: number,
  specOf: (n: number) => { cron: string } | { everyMs: number },
): Promise<void> {
  for (let from = 0; from < count; from += 50)
    await Promise.all(
      Array.from({ length: Math.min(50, count - from) }, (_, n) => {
        const name = `${JSON.stringify(specOf(0)).slice(2, 6)}-${from + n}`;
        return queue.schedules.upsert({ name, type: "BENCH", data: {}, overlap: "allow", ...specOf(from + n) });
      }),
    );
}

try {
  await Promise.all(workers.map((worker) => worker.call("startWorkers", { concurrency: 10, workMs: 0 })));
  const without = await measureIdle();
  const addedFrom = performance.now();
  // Slots months away.
  await addSchedules(schedules, (n) => ({
    cron: `${n % 60} ${n % 24} ${1 + (n % 28)} ${1 + ((new Date().getMonth() + 3) % 12)} *`,
  }));
  console.log(`${schedules} schedules created in ${((performance.now() - addedFrom) / 1_000).toFixed(1)} s`);
  const withMany = await measureIdle();
  console.log(
    `${processes} idle processes: ${without.toFixed(2)} statements a second and process without schedules, ${withMany.toFixed(2)} with ${schedules}`,
  );

  await addSchedules(frequent, () => ({ everyMs: 1_000 }));
  await wait(seconds * 1_000);
  const rows = await db.$queryRaw<{ ms: number }[]>`
    SELECT (extract(epoch FROM "startedAt" - "scheduledSlot") * 1000)::float8 AS ms FROM "QueueTask"
    WHERE "scheduledSlot" IS NOT NULL AND "startedAt" IS NOT NULL`;
  const delays = rows.map(({ ms }) => ms);
  const [slots] = await db.$queryRaw<{ fired: number; others: number }[]>`
    SELECT count(*) FILTER (WHERE outcome = 'fired')::int AS fired, count(*) FILTER (WHERE outcome <> 'fired')::int AS others FROM "QueueScheduleSlot"`;
  const show = (q: number) => `${quantile(delays, q).toFixed(0)} ms`;
  console.log(
    `slot → start of ${delays.length} tasks: p50 ${show(0.5)}, p95 ${show(0.95)}, max ${show(1)}; ${slots?.fired} slots fired, ${slots?.others} not`,
  );
} finally {
  await Promise.all(workers.map((worker) => worker.close()));
  await queue.close();
  await db.$disconnect();
  await arena.drop();
  await servers.stop();
}
