import { tmpdir } from "node:os";
import { parseArgs } from "node:util";
import { allMeasures } from "./measures/allMeasures.ts";
import type { Measure } from "./measures/Measure.ts";
import type { PeerKind } from "./Peer.ts";
import { findPeerKind, peerKinds } from "./peers/peerKinds.ts";

export interface BenchOptions {
  peers: readonly PeerKind[];
  measures: readonly Measure[];
  isQuick: boolean;
  rounds: number;
  statusRows: number;
  dataFolder: string;
}

export const usage = `pnpm bench [options]

  --peers a,b      only these: ${peerKinds.map((kind) => kind.name).join(", ")}
  --only a,b       only these measurements:
${allMeasures.map(({ name, about, isOnRequest }) => `                     ${name.padEnd(10)} ${about}${isOnRequest ? " (only when named)" : ""}`).join("\n")}
  --rounds N       rounds, in which the peers take turns; 5 unless told
  --quick          fewer tasks, two rounds; prints the tables and leaves RESULTS.md as it is
  --status-rows N  rows for "status"; 10,000,000 unless told
  --data DIR       where the servers' data lies meanwhile, made when it is missing; its disk is part of what is measured
`;

/** @throws Error that says which option is wrong */
export function readOptions(args: readonly string[]): BenchOptions | "help" {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== "--"),
    options: {
      peers: { type: "string" },
      only: { type: "string" },
      rounds: { type: "string" },
      quick: { type: "boolean", default: false },
      "status-rows": { type: "string" },
      data: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  const isQuick = values.quick;
  const statusRows = isQuick ? 200_000 : 10_000_000;
  return {
    peers: values.peers === undefined ? peerKinds : values.peers.split(",").map(findPeerKind),
    measures:
      values.only === undefined
        ? allMeasures.filter(({ isOnRequest }) => !isOnRequest)
        : values.only.split(",").map(findMeasure),
    isQuick,
    rounds: readCount("--rounds", values.rounds, isQuick ? 2 : 5),
    statusRows: readCount("--status-rows", values["status-rows"], statusRows),
    dataFolder: values.data ?? tmpdir(),
  };
}

function findMeasure(name: string): Measure {
  const measure = allMeasures.find((candidate) => candidate.name === name);
  if (measure) return measure;
  throw new Error(
    `There is no measurement "${name}". Give one of ${allMeasures.map((known) => known.name).join(", ")}.`,
  );
}

function readCount(option: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new Error(`${option} takes a whole number above 0, not "${text}".`);
}
