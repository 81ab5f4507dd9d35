import type { Measure } from "./measures/Measure.ts";
import type { BenchOptions } from "./options.ts";
import type { PeerKind } from "./Peer.ts";
import { Results } from "./report/Results.ts";
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
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < peers.length; turn++) {
      // Another one begins each round, so that nobody always comes right after the same other.
      const kind = peers[(turn + round) % peers.length];
      if (!kind) continue;
      try {
        const reading = await measure.take(kind, servers, options);
        console.log(`${measure.name} ${round + 1}/${rounds}  ${kind.name.padEnd(16)} ${describe(reading)}`);
        for (const [metric, value] of Object.entries(reading))
          results.add({ measure: measure.name, peer: kind.name, metric, value });
        // A run that is cut off keeps what it has measured.
        if (!options.isQuick) await results.save(samplesFile);
      } catch (error) {
        console.error(`${measure.name} ${round + 1}/${rounds}  ${kind.name.padEnd(16)} failed: ${String(error)}`);
      }
    }
  }
}

function describe(reading: Readonly<Record<string, number>>): string {
  return Object.entries(reading)
    .map(([metric, value]) => `${metric} ${value >= 100 ? Math.round(value) : value.toPrecision(3)}`)
    .join("  ");
}
