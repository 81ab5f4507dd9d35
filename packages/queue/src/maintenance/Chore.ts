import type { QueueCore } from "../core.ts";

/** The parts of a service that chores use. */
export type ChoreCore = Pick<QueueCore, "database" | "settings" | "onError">;

/** Work that each runner does now and then beside the tasks, safe beside its twins in other processes. */
export interface Chore {
  /** For the log, as in "Trouble while removing old tasks". */
  readonly doing: string;
  /** Milliseconds from the end of a run to the next one, give or take 20 %. */
  readonly everyMs: number;
  /** @param isStopping - whether to end early: what is left is done by another runner, or next time */
  run(core: ChoreCore, isStopping: () => boolean): Promise<void>;
}
