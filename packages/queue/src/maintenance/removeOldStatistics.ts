import type { Chore } from "./Chore.ts";
import { pruneStatistics, statisticsBatch } from "./pruneStatistics.ts";
import { repeatBatches } from "./repeatBatches.ts";

export const removeOldStatistics: Chore = {
  doing: "remove old statistics",
  everyMs: 3_600_000,
  run: ({ database }, isStopping) => repeatBatches(statisticsBatch, isStopping, () => pruneStatistics(database)),
};
