import type { QueueCore } from "../core.ts";

/** The parts of a service that a chore uses. */
export type ChoreCore = Pick<QueueCore, "database" | "settings" | "changes" | "onError">;

/** Periodic work of every runner besides its tasks. It is safe to run in several processes at the same time. */
export interface Chore {
  /** A verb phrase for the log, as in "Failed to remove old tasks". */
  readonly doing: string;
  /** Milliseconds from the end of a run to the next one, plus or minus 20 %. */
  readonly everyMs: number;
  /** @param isStopping - whether to end early; another runner or the next run does the rest */
  run(core: ChoreCore, isStopping: () => boolean): Promise<void>;
}
