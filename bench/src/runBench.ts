import type { Measure, Reading } from "./measures/Measure.ts";
import type { BenchOptions } from "./options.ts";
import type { PeerKind } from "./Peer.ts";
import { ours } from "./peers/peerKinds.ts";
import { advantageOf, Results } from "./report/Results.ts";
import { readEnvironment } from "./report/readEnvironment.ts";
import { writePage, writeReport } from "./report/writeReport.ts";
import { BenchServers } from "./servers/BenchServers.ts";

const page = new URL("../RESULTS.md", import.meta.url);
const plotFolder = new URL("../results/", import.meta.url);
const samplesFile = new URL("samples.json", plotFolder);

/** Takes the measurements, the peers in turns, and writes down what came of it. */
export async function runBench(options: BenchOptions): Promise<void> {
  const needsRedis = options.peers.some((kind) => kind.store === "redis");
  const servers = await BenchServers.start(options.dataFolder, needsRedis);
  try {
    const peers = options.peers.filter((kind) => kind.store !== "redis" || servers.redis);
    if (peers.length < options.peers.length)
      console.warn("BullMQ on Redis is left out: redis-server is not installed and could not be.");
    // A quick run shows whether all works; what it measures is not worth keeping.
    const results = options.isQuick ? new Results() : await Results.load(samplesFile);
    const environment = await readEnvironment(servers);
    results.environment = { ...environment, redis: environment.redis ?? results.environment?.redis ?? null };
    for (const measure of options.measures) {
      await takeAll(measure, peers, servers, options, results);
      if (!options.isQuick) await writeReport(results, page, plotFolder);
    }
    if (options.isQuick) console.log(writePage(results));
  } finally {
    await servers.stop();
  }
}

async function takeAll(
  measure: Measure,
  allPeers: readonly PeerKind[],
  servers: BenchServers,
  options: BenchOptions,
  results: Results,
): Promise<void> {
  const peers = allPeers.filter(({ name }) => !measure.peers || measure.peers.includes(name));
  const rounds = Math.min(options.rounds, measure.maxRounds ?? options.rounds);
  results.begin(
    measure.name,
    peers.map(({ name }) => name),
  );
  const take = async (kind: PeerKind, round: number): Promise<Reading | undefined> => {
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
  const keep = async (kind: PeerKind, reading: Reading) => {
    for (const [metric, value] of Object.entries(reading))
      results.add({ measure: measure.name, peer: kind.name, metric, value });
    // A run that is cut off keeps what it has measured.
    if (!options.isQuick) await results.save(samplesFile);
  };
  const reference = measure.compared && peers.length > 1 ? peers.find(({ name }) => name === ours) : undefined;
  const others = peers.filter((kind) => kind !== reference);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < others.length; turn++) {
      // Another one begins each round, so that nobody always comes right after the same other.
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
