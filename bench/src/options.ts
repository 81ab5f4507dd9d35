import { tmpdir } from "node:os";
import { parseArgs } from "node:util";
import type { QueueKind } from "./BenchQueue.ts";
import { allMeasures } from "./measures/allMeasures.ts";
import type { Measure } from "./measures/Measure.ts";
import { findQueueKind, queueKinds } from "./queues/queueKinds.ts";

export interface BenchOptions {
  queues: readonly QueueKind[];
  measures: readonly Measure[];
  isQuick: boolean;
  rounds: number;
  statusRows: number;
  dataFolder: string;
  /** Whether to measure nothing, and to write the report from the kept results. */
  isReportOnly: boolean;
}

export const usage = `pnpm bench [options]

  --queues a,b     only these: ${queueKinds.map((kind) => kind.name).join(", ")}
  --only a,b       only these measurements:
${allMeasures.map(({ name, about, isOnRequest }) => `                     ${name.padEnd(10)} ${about}${isOnRequest ? " (only when named)" : ""}`).join("\n")}
  --rounds N       rounds, in which the queues take turns; default 5
  --quick          fewer tasks, two rounds; prints the tables and does not write RESULTS.md
  --status-rows N  rows for "status"; default 10,000,000
  --data DIR       folder for the servers' data, created if missing; the speed of its disk is part of the results
  --report         measures nothing; writes RESULTS.md from the results of earlier runs
`;

/** Reads the command line. @throws Error that says which option is wrong */
export function readOptions(args: readonly string[]): BenchOptions | "help" {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== "--"),
    options: {
      queues: { type: "string" },
      peers: { type: "string" }, // the former name of --queues
      only: { type: "string" },
      rounds: { type: "string" },
      quick: { type: "boolean", default: false },
      "status-rows": { type: "string" },
      data: { type: "string" },
      report: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  const isQuick = values.quick;
  const names = values.queues ?? values.peers;
  const statusRows = isQuick ? 200_000 : 10_000_000;
  return {
    queues: names === undefined ? queueKinds : names.split(",").map(findQueueKind),
    measures:
      values.only === undefined
        ? allMeasures.filter(({ isOnRequest }) => !isOnRequest)
        : values.only.split(",").map(findMeasure),
    isQuick,
    rounds: readCount("--rounds", values.rounds, isQuick ? 2 : 5),
    statusRows: readCount("--status-rows", values["status-rows"], statusRows),
    dataFolder: values.data ?? tmpdir(),
    isReportOnly: values.report,
  };
}

function findMeasure(name: string): Measure {
  const measure = allMeasures.find((candidate) => candidate.name === name);
  if (measure) return measure;
  throw new Error(
    `Unknown measurement "${name}". Known measurements: ${allMeasures.map((known) => known.name).join(", ")}.`,
  );
}

function readCount(option: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new Error(`${option} is "${text}"; expected a whole number above 0.`);
}
