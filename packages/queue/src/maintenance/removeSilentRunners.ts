import { removeDeadRunners, runnerBatch } from "../sql/removeDeadRunners.ts";
import type { Chore } from "./Chore.ts";
import { repeatBatches } from "./repeatBatches.ts";

/** A process that dies takes its runners out of no list. */
export const removeSilentRunners: Chore = {
  doing: "removing dead runners",
  everyMs: 600_000,
  run: ({ database }, isStopping) => repeatBatches(runnerBatch, isStopping, () => removeDeadRunners(database)),
};
