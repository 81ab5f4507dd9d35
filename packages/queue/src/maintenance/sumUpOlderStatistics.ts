import type { Chore } from "./Chore.ts";
import { keptStatisticsHours } from "./pruneStatistics.ts";
import { sumUpStatistics } from "./sumUpStatistics.ts";

const day = 24 * 60;
const keptDays = keptStatisticsHours / 24;

/** Sums up the minutes before the last hour, a day at a time: what was left while no runner ran. */
export const sumUpOlderStatistics: Chore = {
  doing: "sum up older statistics",
  everyMs: 3_600_000,
  run: async (core, isStopping) => {
    for (let days = 0; days <= keptDays && !isStopping(); days++)
      await sumUpStatistics(core, isStopping, { from: 60 + (days + 1) * day, to: 60 + days * day });
  },
};
