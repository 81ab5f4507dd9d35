import type { PeerKind } from "../Peer.ts";
import type { BenchServers } from "../servers/BenchServers.ts";

/** One number that was measured. */
export interface Sample {
  measure: string;
  peer: string;
  metric: string;
  value: number;
}

export interface MeasureSettings {
  isQuick: boolean;
  /** Rows for the measurement of the status query. */
  statusRows: number;
}

export type Reading = Readonly<Record<string, number>>;

/** Something that can be measured of a peer, from an empty store on. */
export interface Measure {
  name: string;
  /** What it does, for the list of options. */
  about: string;
  /** The peers that it makes sense for; undefined means all. */
  peers?: readonly string[];
  /**
   * Rates that are compared with this queue's. It is measured anew beside each peer, before it and after it in turns: where a
   * machine's speed changes by the minute, only what lies next to each other can be compared.
   */
  compared?: readonly string[];
  /** Rounds at the most: what takes minutes is not repeated as often. */
  maxRounds?: number;
  /** Measured only when it is asked for by name. */
  isOnRequest?: boolean;
  /** Answers numbers by metric. */
  take(kind: PeerKind, servers: BenchServers, settings: MeasureSettings): Promise<Reading>;
}
