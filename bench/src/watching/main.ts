// Measures what people who watch their tasks cost the workers: drains tasks with and without open streams, in turns.
//   pnpm bench:watching [--rounds N] [--tasks N]
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createPrismaClient } from "@package/db";
import { defineWorker, QueueService } from "@package/queue";
import { startServerProcess } from "../../../apps/dashboard/e2e/support/startServerProcess.ts";
import { drainTasks } from "../measures/drainTasks.ts";
import { median } from "../measures/quantile.ts";
import { QueueProcess } from "../processes/QueueProcess.ts";
import { findQueueKind } from "../queues/queueKinds.ts";
import { BenchServers } from "../servers/BenchServers.ts";
import { CpuMeter } from "./CpuMeter.ts";
import { openPage } from "./openPage.ts";
import { type Account, signUp } from "./signUp.ts";
import { WatcherProcess } from "./WatcherProcess.ts";

const users = 25;
const streamsPerUser = 4;
/** Milliseconds between the start of the watchers and the drain. */
const settleMs = 4_000;

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== "--"),
  options: {
    rounds: { type: "string", default: "7" },
    tasks: { type: "string", default: "120000" },
  },
});
const [rounds, tasks] = [Number(values.rounds), Number(values.tasks)];

const kind = findQueueKind("queue");
const servers = await BenchServers.start(tmpdir(), false);
const arena = await servers.openArena(kind);
const dataDir = await mkdtemp(join(tmpdir(), "bench-watching-"));
// Each account is created from an address of its own, so that the limit of sign-ins does not apply.
const demo = await startServerProcess({ DATABASE_URL: arena.url, DATA_DIR: dataDir, TRUSTED_PROXIES: "127.0.0.1,::1" });
// The name separates their connections from those of the server, in the CPU seconds.
const named = (name: string) => `${arena.url}${arena.url.includes("?") ? "&" : "?"}application_name=${name}`;
const db = createPrismaClient(named("adding"));
const adding = new QueueService(db, { workers: { BENCH: defineWorker({ run: () => null }) }, notify: false });
const worker = new QueueProcess(kind.name, named("worker"));
const observer = new QueueProcess(kind.name, named("observer"));
try {
  const accounts: Account[] = [];
  for (let index = 0; index < users; index += 1) accounts.push(await signUp(demo.url, `watcher${index}@example.com`));

  let cpu = "";
  const drain = async (count: number, watchers?: WatcherProcess): Promise<number> => {
    for (let from = 0; from < count; from += 5_000)
      await adding.addManyToQueue(
        Array.from({ length: Math.min(5_000, count - from) }, (_, index) => ({
          type: "BENCH",
          data: { id: randomBytes(8).toString("hex") },
          ownerId: accounts[index % users]?.userId as string,
        })),
      );
    const processes = { worker: worker.pid, server: demo.pid, ...(watchers && { watchers: watchers.pid }) };
    const meter = await CpuMeter.start(arena.url, processes);
    const { ms } = await drainTasks(observer, [worker], count);
    cpu = await meter.stop();
    return ms;
  };
  const drainWatched = async (hasPage: boolean): Promise<{ ms: number; report: string }> => {
    const watchers = await WatcherProcess.start(
      demo.url,
      accounts.map(({ cookie }) => cookie),
      streamsPerUser,
    );
    const page = hasPage ? await openPage(demo.url, accounts[0]) : undefined;
    // The browser's start and the first messages are not what a worker meets all day.
    await new Promise<void>((resolve) => setTimeout(resolve, settleMs));
    const ms = await drain(tasks, watchers);
    const report = await watchers.stop();
    await page?.close();
    return { ms, report };
  };

  await drain(20_000); // warm-up
  const perSecond = (ms: number) => Math.round((tasks / ms) * 1_000);
  const ratios = { streams: [] as number[], page: [] as number[] };
  for (let round = 1; round <= rounds; round += 1) {
    let before = await drain(tasks);
    const log = (name: string) => console.log(`  CPU seconds, ${name}: ${cpu}`);
    log("alone");
    for (const kind of ["streams", "page"] as const) {
      const watched = await drainWatched(kind === "page");
      log(kind);
      const after = await drain(tasks);
      const ratio = (before + after) / 2 / watched.ms;
      ratios[kind].push(ratio);
      console.log(
        `round ${round}, ${kind === "page" ? "streams and a page" : "streams"}: alone ${perSecond(before)} and ${perSecond(after)}, watched ${perSecond(watched.ms)} tasks/s, ratio ${ratio.toFixed(3)}; ${watched.report}`,
      );
      before = after;
    }
  }
  console.log(
    `median ratio over ${rounds} rounds of ${tasks} tasks: ${median(ratios.streams).toFixed(3)} with streams, ${median(ratios.page).toFixed(3)} with a page on the same machine too`,
  );
} finally {
  await Promise.all([worker.close(), observer.close()]);
  await adding.close();
  await db.$disconnect();
  await demo.stop();
  await rm(dataDir, { recursive: true, force: true });
  await arena.drop();
  await servers.stop();
}
