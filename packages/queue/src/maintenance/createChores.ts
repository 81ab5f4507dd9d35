import type { Chore } from "./Chore.ts";
import { removeDeadRunners } from "./removeDeadRunners.ts";
import { removeOldSettings } from "./removeOldSettings.ts";
import { removeOldStatistics } from "./removeOldStatistics.ts";
import { removeUnusedProviders } from "./removeUnusedProviders.ts";
import { sumUpOlderStatistics, sumUpRecentStatistics } from "./sumUpStatistics.ts";
import { TaskPruner } from "./TaskPruner.ts";

/** Creates the chores of a runner, except rescue and expiry. */
export function createChores(): Chore[] {
  return [
    new TaskPruner(),
    sumUpRecentStatistics,
    sumUpOlderStatistics,
    removeOldStatistics,
    removeDeadRunners,
    removeUnusedProviders,
    removeOldSettings,
  ];
}
