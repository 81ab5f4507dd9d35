import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "@package/db";
import { startDatabaseProxy } from "@package/faults";
import { installReferences } from "./application/references.ts";
import type { HistoryView, Violation } from "./checker/Check.ts";
import { checkHistory } from "./checker/checkHistory.ts";
import { type Counts, countHistory } from "./checker/countHistory.ts";
import { type BrokenVariant, dropSlotKey } from "./engine/breakEngine.ts";
import { ChaosServer } from "./nemesis/ChaosServer.ts";
import { Control } from "./nemesis/Control.ts";
import { Fleet } from "./nemesis/Fleet.ts";
import { forceTicks } from "./nemesis/forceTicks.ts";
import { runNemesis } from "./nemesis/runNemesis.ts";
import { Timeline } from "./nemesis/Timeline.ts";
import { waitForQuiet } from "./nemesis/waitForQuiet.ts";
import { watchDatabase } from "./nemesis/watchDatabase.ts";
import { writeSchedulerEnvironment } from "./programs/environment.ts";
import { createRandom } from "./random.ts";
import { monotonicMs, openLedger, readLedgers } from "./record/Ledger.ts";
import { readHistory } from "./record/readHistory.ts";
import { installRecorder } from "./record/recorder.ts";
import { sampleClock } from "./record/sampleClock.ts";

export interface ChaosOptions {
  seed: number;
  /** Milliseconds of faults; starting, healing and checking take additional time. */
  durationMs: number;
  runners: number;
  adders: number;
  /** Number of schedules. They end when the faults do. */
  schedules: number;
  /** Names of the faults to inject. */
  faults: readonly string[];
  /** A mistake to put into the engine, to test that the checker finds it. */
  broken: BrokenVariant | null;
  /** Called with each line of progress. */
  log: (line: string) => void;
}

export interface ChaosReport {
  options: ChaosOptions;
  counts: Counts;
  violations: readonly Violation[];
  /** Problems outside of the history: programs that failed, tasks that did not finish. */
  complaints: readonly string[];
  view: HistoryView;
}

const leases = { leaseMs: 2_000, heartbeatMs: 600, sweepMs: 500 } as const;
/** Milliseconds that a busy machine may add to every promised time. */
const slackMs = 1_500;
/** Milliseconds in which the schedules are created. */
const startMs = 4_000;
/** The probability, for all runners together, that one dies at a statement about schedules. */
const killRate = 0.03;

/** Runs programs under faults, heals everything, waits until all tasks have finished, and checks the recorded history. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, schedules, log } = options;
  const folder = await mkdtemp(join(tmpdir(), "queue-chaos-ledger-"));
  const server = await ChaosServer.start();
  const proxy = await startDatabaseProxy(server.url, { delayMs: 120 });
  const control = new Control(() => server.url);
  const random = createRandom(seed);
  const timeline = new Timeline();
  const hasKills = options.faults.includes("statementKills");
  const environment = {
    databaseUrl: proxy.url,
    ...leases,
    broken: options.broken,
    killRate: hasKills ? killRate / options.runners : 0,
  };
  const fleet = new Fleet({ random, timeline, environment, folder, hasSkew: options.faults.includes("skew") });
  try {
    await migrate(server.url);
    await installRecorder(await control.connect());
    await installReferences(await control.connect());
    if (options.broken === "unkeyedSlots") await control.query(dropSlotKey);
    const clockOffset = await sampleClock(await control.connect());
    fleet.add("runner", options.runners);
    fleet.add("adder", options.adders);
    if (options.faults.includes("operator")) fleet.add("operator", 1);
    await fleet.ready();
    const readNowMs = () => monotonicMs() + clockOffset;
    const endsAtMs = Math.round(readNowMs() + startMs + options.durationMs);
    if (schedules > 0) fleet.add("scheduler", 1, writeSchedulerEnvironment({ schedules, endsAtMs, clockOffset }));
    await fleet.ready();
    const stopForcing = schedules > 0 ? forceTicks(() => server.url, readNowMs) : async () => {};
    log(`seed ${seed}: faults for ${Math.round(options.durationMs / 1_000)} s`);
    const stopWatching = watchDatabase(control, timeline, leases.heartbeatMs);
    const write = openLedger(join(folder, "nemesis.ledger"));
    const parts = { random, timeline, fleet, proxy, server, control, leaseMs: leases.leaseMs, write };
    await runNemesis(parts, options.faults, options.durationMs);
    await stopForcing();
    await stopWatching();
    log(`seed ${seed}: healed, waiting until all tasks have finished`);
    await Promise.all([fleet.stop("adder"), fleet.stop("operator"), fleet.stop("scheduler")]);
    const complaints = await waitForQuiet(control);
    await fleet.stop("runner");
    const ledger = readLedgers(folder);
    if (options.broken && !ledger.some(({ e }) => e === "broke"))
      complaints.push(`"${options.broken}" broke nothing: no statement was changed`);
    const history = await readHistory({
      client: await control.connect(),
      ledger,
      clockOffset,
      faults: timeline.read(clockOffset),
      settings: { ...leases, slackMs, runners: options.runners },
    });
    const { violations, view } = checkHistory(history);
    const exits = view.faults.flatMap(({ kind, detail }) =>
      kind === "unexpectedExit" ? [detail ?? "a program ended"] : [],
    );
    return {
      options,
      counts: countHistory(view, violations),
      violations,
      complaints: [...complaints, ...fleet.stubborn, ...exits],
      view,
    };
  } finally {
    await fleet.kill();
    await control.close();
    await proxy.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
