import type { Chore } from "./Chore.ts";
import { removeDeadRunners, runnerBatch } from "./removeDeadRunners.ts";
import { repeatBatches } from "./repeatBatches.ts";

/** A runner that stops removes its own row; that of a process that died stays until it is removed here. */
export const removeSilentRunners: Chore = {
  doing: "remove dead runners",
  everyMs: 600_000,
  run: ({ database }, isStopping) => repeatBatches(runnerBatch, isStopping, () => removeDeadRunners(database)),
};
