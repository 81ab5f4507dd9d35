import { backlog, beside } from "./growth.ts";
import { heldSnapshot } from "./heldSnapshot.ts";
import { idle } from "./idle.ts";
import { latency, loadedLatency } from "./latency.ts";
import type { Measure } from "./Measure.ts";
import { singleAdd } from "./singleAdd.ts";
import { statusQuery } from "./statusQuery.ts";
import { drain, drain2, drain4, waiting } from "./throughput.ts";

/** All measurements, in their order. */
export const allMeasures: readonly Measure[] = [
  drain,
  singleAdd,
  latency,
  loadedLatency,
  waiting,
  drain2,
  drain4,
  idle,
  backlog,
  beside,
  heldSnapshot,
  statusQuery,
];
