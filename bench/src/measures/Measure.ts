import type { QueueKind } from "../BenchQueue.ts";
import type { BenchServers } from "../servers/BenchServers.ts";

/** One measured number. */
export interface Sample {
  measure: string;
  queue: string;
  metric: string;
  value: number;
}

export interface MeasureSettings {
  isQuick: boolean;
  /** Rows for the measurement of the status query. */
  statusRows: number;
}

export type Reading = Readonly<Record<string, number>>;

/** A measurement of a queue, which starts with an empty store. */
export interface Measure {
  name: string;
  /** What it does, for the list of options. */
  about: string;
  /** The queues that are measured; undefined means all. */
  queues?: readonly string[];
  /**
   * Rates that are compared with this queue's. This queue is measured again for each other one, alternately before and after it,
   * because the speed of a machine may change within minutes.
   */
  compared?: readonly string[];
  /** The largest number of rounds, for measurements that take minutes. */
  maxRounds?: number;
  /** Whether it is measured only when it is named. */
  isOnRequest?: boolean;
  /** Returns numbers by metric. */
  take(kind: QueueKind, servers: BenchServers, settings: MeasureSettings): Promise<Reading>;
}
