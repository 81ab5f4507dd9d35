import { mkdir, readFile, writeFile } from "node:fs/promises";
import { loadavg } from "node:os";
import type { Sample } from "../measures/Measure.ts";
import { median } from "../measures/quantile.ts";
import { ours } from "../queues/queueKinds.ts";

export interface Environment {
  cores: number;
  memoryGb: number;
  node: string;
  postgres: string;
  redis: string | null;
  /** Version by package. */
  versions: Record<string, string>;
}

/** Name of the metric for the ratio of this queue's rate to that of another queue. */
export const advantageOf = (metric: string): string => `${metric}Advantage`;

/** All results, as kept between runs. A run replaces the results that it measures again. */
export class Results {
  environment: Environment | undefined;
  #samples: Sample[] = [];
  #times: Record<string, string> = {};
  #loads: Record<string, number> = {};

  static async load(file: URL): Promise<Results> {
    const results = new Results();
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text === undefined) return results;
    const kept = JSON.parse(text) as {
      environment: Environment;
      times: Record<string, string>;
      loads: Record<string, number>;
      samples: Sample[];
    };
    results.environment = kept.environment;
    results.#times = kept.times;
    results.#loads = kept.loads;
    results.#samples = kept.samples;
    return results;
  }

  async save(file: URL): Promise<void> {
    await mkdir(new URL(".", file), { recursive: true });
    const kept = { environment: this.environment, times: this.#times, loads: this.#loads, samples: this.#samples };
    await writeFile(file, `${JSON.stringify(kept, null, 1)}\n`);
  }

  /** Removes the results of an earlier run. */
  begin(measure: string, queues: readonly string[]): void {
    this.#samples = this.#samples.filter((sample) => sample.measure !== measure || !queues.includes(sample.queue));
    this.#times[measure] = new Date().toISOString().slice(0, 16).replace("T", " ");
    this.#loads[measure] = loadavg()[0] ?? 0;
  }

  /** The machine's load average when a measurement began. It includes the previous measurement. */
  loadBefore(measure: string): number {
    return this.#loads[measure] ?? Number.NaN;
  }

  add(sample: Sample): void {
    this.#samples.push(sample);
  }

  measuredAt(measure: string): string | undefined {
    return this.#times[measure];
  }

  values(measure: string, queue: string, metric: string): number[] {
    return this.#samples
      .filter((sample) => sample.measure === measure && sample.queue === queue && sample.metric === metric)
      .map((sample) => sample.value);
  }

  /** NaN when it was not measured. */
  median(measure: string, queue: string, metric: string): number {
    return median(this.values(measure, queue, metric));
  }

  /** Number of rounds. This queue may have been measured several times in each. */
  rounds(measure: string): number {
    const counts = new Map<string, number>();
    const samples = this.#samples.filter((sample) => sample.measure === measure);
    const others = samples.filter(({ queue }) => queue !== ours);
    for (const { queue, metric } of others.length > 0 ? others : samples)
      counts.set(`${queue} ${metric}`, (counts.get(`${queue} ${metric}`) ?? 0) + 1);
    return Math.max(0, ...counts.values());
  }
}
