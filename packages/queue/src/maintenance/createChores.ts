import type { Chore } from "./Chore.ts";
import { removeOldStatistics } from "./removeOldStatistics.ts";
import { removeSilentRunners } from "./removeSilentRunners.ts";
import { removeUnusedProviders } from "./removeUnusedProviders.ts";
import { sumUpOlderStatistics } from "./sumUpOlderStatistics.ts";
import { sumUpRecentStatistics } from "./sumUpRecentStatistics.ts";
import { TaskPruner } from "./TaskPruner.ts";

/** What a runner does beside its tasks, except for rescue. */
export function createChores(): Chore[] {
  return [
    new TaskPruner(),
    sumUpRecentStatistics,
    sumUpOlderStatistics,
    removeOldStatistics,
    removeSilentRunners,
    removeUnusedProviders,
  ];
}
