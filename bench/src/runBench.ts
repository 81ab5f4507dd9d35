import type { QueueKind } from "./BenchQueue.ts";
import type { Measure, Reading } from "./measures/Measure.ts";
import type { BenchOptions } from "./options.ts";
import { ours } from "./queues/queueKinds.ts";
import { advantageOf, Results } from "./report/Results.ts";
import { readEnvironment } from "./report/readEnvironment.ts";
import { writePage, writeReport } from "./report/writeReport.ts";
import { BenchServers } from "./servers/BenchServers.ts";

const page = new URL("../RESULTS.md", import.meta.url);
const plotFolder = new URL("../results/", import.meta.url);
const samplesFile = new URL("samples.json", plotFolder);

/** Measures the queues in turns and writes the results. */
export async function runBench(options: BenchOptions): Promise<void> {
  if (options.isReportOnly) return await writeReport(await Results.load(samplesFile), page, plotFolder);
  const needsRedis = options.queues.some((kind) => kind.store === "redis");
  const servers = await BenchServers.start(options.dataFolder, needsRedis);
  try {
    const queues = options.queues.filter((kind) => kind.store !== "redis" || servers.redis);
    if (queues.length < options.queues.length)
      console.warn("BullMQ on Redis is skipped: redis-server is not installed and could not be installed.");
    // A quick run only shows that everything works. Its results are not kept.
    const results = options.isQuick ? new Results() : await Results.load(samplesFile);
    const environment = await readEnvironment(servers);
    results.environment = { ...environment, redis: environment.redis ?? results.environment?.redis ?? null };
    for (const measure of options.measures) {
      await takeAll(measure, queues, servers, options, results);
      if (!options.isQuick) await writeReport(results, page, plotFolder);
    }
    if (options.isQuick) console.log(writePage(results));
  } finally {
    await servers.stop();
  }
}

async function takeAll(
  measure: Measure,
  allQueues: readonly QueueKind[],
  servers: BenchServers,
  options: BenchOptions,
  results: Results,
): Promise<void> {
  const queues = allQueues.filter(({ name }) => !measure.queues || measure.queues.includes(name));
  const rounds = Math.min(options.rounds, measure.maxRounds ?? options.rounds);
  results.begin(
    measure.name,
    queues.map(({ name }) => name),
  );
  const take = async (kind: QueueKind, round: number): Promise<Reading | undefined> => {
    const label = `${measure.name} ${round + 1}/${rounds}  ${kind.name.padEnd(16)}`;
    try {
      const reading = await measure.take(kind, servers, options);
      console.log(`${label} ${describe(reading)}`);
      await keep(kind, reading);
      return reading;
    } catch (error) {
      console.error(`${label} failed: ${String(error)}`);
      return undefined;
    }
  };
  const keep = async (kind: QueueKind, reading: Reading) => {
    for (const [metric, value] of Object.entries(reading))
      results.add({ measure: measure.name, queue: kind.name, metric, value });
    // Saved after each reading, so that an interrupted run keeps its results.
    if (!options.isQuick) await results.save(samplesFile);
  };
  const reference = measure.compared && queues.length > 1 ? queues.find(({ name }) => name === ours) : undefined;
  const others = queues.filter((kind) => kind !== reference);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < others.length; turn++) {
      // Each round begins with another queue, so that none always follows the same one.
      const kind = others[(turn + round) % others.length];
      if (!kind) continue;
      const before = reference && round % 2 === 0 ? await take(reference, round) : undefined;
      const reading = await take(kind, round);
      const beside = before ?? (reference && (await take(reference, round)));
      for (const metric of measure.compared ?? []) {
        const [own, theirs] = [beside?.[metric], reading?.[metric]];
        if (own && theirs) await keep(kind, { [advantageOf(metric)]: own / theirs });
      }
    }
  }
}

function describe(reading: Readonly<Record<string, number>>): string {
  return Object.entries(reading)
    .map(([metric, value]) => `${metric} ${value >= 100 ? Math.round(value) : value.toPrecision(3)}`)
    .join("  ");
}
