import type { Sample } from "./measures/Measure.ts";
import type { BenchOptions } from "./options.ts";
import { BenchServers } from "./servers/BenchServers.ts";

/** Takes the measurements, the peers in turns, and writes down what came of it. */
export async function runBench(options: BenchOptions): Promise<void> {
  const needsRedis = options.peers.some((kind) => kind.store === "redis");
  const servers = await BenchServers.start(options.dataFolder, needsRedis);
  try {
    const peers = options.peers.filter((kind) => kind.store !== "redis" || servers.redis);
    if (peers.length < options.peers.length)
      console.warn("BullMQ on Redis is left out: redis-server is not installed and could not be.");
    const samples: Sample[] = [];
    for (const measure of options.measures) {
      const rounds = Math.min(options.rounds, measure.maxRounds ?? options.rounds);
      for (let round = 0; round < rounds; round++) {
        for (let turn = 0; turn < peers.length; turn++) {
          // Another one begins each round, so that nobody always comes right after the same other.
          const kind = peers[(turn + round) % peers.length];
          if (!kind || (measure.peers && !measure.peers.includes(kind.name))) continue;
          const reading = await measure.take(kind, servers, options);
          console.log(`${measure.name} ${round + 1}/${rounds}  ${kind.name.padEnd(16)} ${describe(reading)}`);
          for (const [metric, value] of Object.entries(reading))
            samples.push({ measure: measure.name, peer: kind.name, metric, value });
        }
      }
    }
  } finally {
    await servers.stop();
  }
}

function describe(reading: Readonly<Record<string, number>>): string {
  return Object.entries(reading)
    .map(([metric, value]) => `${metric} ${value >= 100 ? Math.round(value) : value.toPrecision(3)}`)
    .join("  ");
}
