import { queueKinds } from "../queues/queueKinds.ts";
import { formatNumber, formatSpread } from "./formatNumber.ts";
import { advantageOf, type Results } from "./Results.ts";

interface Column {
  measure: string;
  metric: string;
  heading: string;
}

export interface TableDescription {
  title: string;
  text: string;
  columns: readonly Column[];
}

const column = (measure: string, metric: string, heading: string): Column => ({ measure, metric, heading });

export const tableDescriptions: readonly TableDescription[] = [
  {
    title: "Bulk add and drain, one process",
    text: "Tasks per second. Bulk add: calls of 5,000 tasks, two at a time. Drain: no-op tasks, from the first task's start until the last one is recorded as finished. The ratios compare each queue with runs of this queue before and after it.",
    columns: [
      column("drain", "addPerSecond", "bulk add /s"),
      column("drain", "drainPerSecond", "drain /s"),
      column("drain", advantageOf("addPerSecond"), "this queue's bulk add ÷ that of the row"),
      column("drain", advantageOf("drainPerSecond"), "this queue's drain ÷ that of the row"),
      column("drain2", "drainPerSecond", "drain /s, 2 processes"),
      column("drain4", "drainPerSecond", "drain /s, 4 processes"),
      column("waiting", "drainPerSecond", "drain /s, workers wait 5 ms, 100 at once"),
    ],
  },
  {
    title: "What a task costs",
    text: "CPU time in µs per task, of Node and of PostgreSQL. Bytes per task of write-ahead log (add, claim, record) and of tables with indexes after the drain. Peak memory of the process that runs the tasks.",
    columns: [
      column("drain", "addCpuUs", "add, Node µs"),
      column("drain", "addServerCpuUs", "add, server µs"),
      column("drain", "drainCpuUs", "drain, Node µs"),
      column("drain", "drainServerCpuUs", "drain, server µs"),
      column("drain", "walBytes", "WAL bytes"),
      column("drain", "tableBytes", "table + index bytes"),
      column("drain", "peakRssMb", "peak memory MB"),
    ],
  },
  {
    title: "Single adds",
    text: "Tasks per second with concurrent callers in one process. Each waits until its task is durable.",
    columns: [
      column("add", "addPerSecond1", "1 caller"),
      column("add", "addPerSecond10", "10 callers"),
      column("add", "addPerSecond100", "100 callers"),
    ],
  },
  {
    title: "Latency",
    text: "Milliseconds from the call that adds a task until it starts in another process: when idle (a task every 25–75 ms), and under 1,000 tasks a second.",
    columns: [
      column("latency", "p50Ms", "idle p50"),
      column("latency", "p95Ms", "p95"),
      column("latency", "p99Ms", "p99"),
      column("loaded", "p50Ms", "loaded p50"),
      column("loaded", "p95Ms", "p95"),
      column("loaded", "p99Ms", "p99"),
    ],
  },
  {
    title: "Ten idle processes",
    text: "All ten together, after they have been idle for a while.",
    columns: [
      column("idle", "queriesPerSecond", "queries /s"),
      column("idle", "transactionsPerSecond", "transactions /s"),
      column("idle", "cpuPercentOfOneCore", "Node CPU, % of a core"),
    ],
  },
];

export function writeTable(results: Results, { title, text, columns }: TableDescription): string {
  const rows = queueKinds.flatMap(({ name, title: queueTitle }) => {
    const cells = columns.map(({ measure, metric }) =>
      formatSpread(results.values(measure, name, metric), results.median(measure, name, metric)),
    );
    return cells.every((cell) => cell === "–") ? [] : [`| ${queueTitle} | ${cells.join(" | ")} |`];
  });
  if (rows.length === 0) return "";
  const measures = [...new Set(columns.map(({ measure }) => measure))].filter((name) => results.rounds(name) > 0);
  const notes = measures.map(
    (name) =>
      `${name}: ${results.rounds(name)} ${results.rounds(name) === 1 ? "round" : "rounds"}, ${results.measuredAt(name)} UTC, load average before ${formatNumber(results.loadBefore(name))}`,
  );
  return `## ${title}

${text}

| | ${columns.map(({ heading }) => heading).join(" | ")} |
|---|${columns.map(() => "---:|").join("")}
${rows.join("\n")}

<small>Median (smallest–largest round). ${notes.join("; ")}.</small>
`;
}
