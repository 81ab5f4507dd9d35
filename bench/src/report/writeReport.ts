import { mkdir, writeFile } from "node:fs/promises";
import { queueKinds } from "../queues/queueKinds.ts";
import { postgresSettings } from "../servers/postgresSettings.ts";
import { type Bar, drawBars } from "./drawBars.ts";
import { judgeFigures } from "./figures.ts";
import { writeGrowth } from "./growthSection.ts";
import type { Environment, Results } from "./Results.ts";
import { tableDescriptions, writeTable } from "./tables.ts";

interface Plot {
  file: string;
  title: string;
  subtitle: string;
  measure: string;
  metric: string;
}

const plots: readonly Plot[] = [
  {
    file: "drain.svg",
    title: "Tasks per second, one process",
    subtitle: "drain of no-op tasks; higher is better",
    measure: "drain",
    metric: "drainPerSecond",
  },
  {
    file: "bulk-add.svg",
    title: "Bulk add, tasks per second",
    subtitle: "calls of 5,000 tasks; higher is better",
    measure: "drain",
    metric: "addPerSecond",
  },
  {
    file: "single-add.svg",
    title: "Single adds per second, 10 callers",
    subtitle: "each waits until its task is durable; higher is better",
    measure: "add",
    metric: "addPerSecond10",
  },
  {
    file: "latency.svg",
    title: "Milliseconds from add to start, p50",
    subtitle: "idle, another process; lower is better",
    measure: "latency",
    metric: "p50Ms",
  },
];

/** Writes the page of results and its plots. */
export async function writeReport(results: Results, page: URL, plotFolder: URL): Promise<void> {
  await mkdir(plotFolder, { recursive: true });
  for (const plot of plots) {
    const bars: Bar[] = queueKinds.map(({ name, title }) => ({
      label: title,
      value: results.median(plot.measure, name, plot.metric),
      isOwn: name === "queue",
    }));
    await writeFile(new URL(plot.file, plotFolder), drawBars(plot.title, plot.subtitle, bars));
  }
  await writeFile(page, writePage(results));
}

export function writePage(results: Results): string {
  const parts = [
    `# Benchmark

Written by \`pnpm bench\`. [README.md](README.md) explains the method and how to repeat it.

![Drain](results/drain.svg)
![Bulk add](results/bulk-add.svg)
![Single adds](results/single-add.svg)
![Latency](results/latency.svg)
`,
    results.environment ? describeEnvironment(results.environment) : "",
    writeFigures(results),
    ...tableDescriptions.map((table) => writeTable(results, table)),
    writeGrowth(results),
    `## Configurations

${queueKinds.map(({ title, configuration }) => `- **${title}**: ${configuration}.`).join("\n")}
`,
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function describeEnvironment({ cores, memoryGb, node, postgres, redis, versions }: Environment): string {
  const settings = Object.entries(postgresSettings).map(([name, value]) => `${name} = ${value}`);
  return `## Machine and versions

${cores} cores and ${memoryGb} GB for Node, PostgreSQL and Redis together; Node ${node}, PostgreSQL ${postgres}${redis ? `, Redis ${redis}` : ""}.
${Object.entries(versions)
  .map(([name, version]) => `${name} ${version}`)
  .join(", ")}.

PostgreSQL: ${settings.join(", ")}; the rest default. All queues ran on the same server, in turns, each in its own database.

The load average below each table shows what else the machine was doing. Above the number of cores, rates are far too low and
latencies far too high; only ratios and CPU times are meaningful. Repeat the measurement on an idle machine.
`;
}

function writeFigures(results: Results): string {
  const mark = (isReached: boolean | undefined) =>
    isReached === undefined ? "not measured" : isReached ? "yes" : "**no**";
  return `## Goals

| goal | measured | reached |
|---|---:|---|
${judgeFigures(results)
  .map(({ goal, reached, isReached }) => `| ${goal} | ${reached} | ${mark(isReached)} |`)
  .join("\n")}

What was tried: [docs/decisions](../docs/decisions).
`;
}
