import type { Chore, ChoreCore } from "./Chore.ts";
import { keptStatisticsHours } from "./removeOldStatistics.ts";
import { rollUpStatistics } from "./rollUpStatistics.ts";

const day = 24 * 60;
const keptDays = keptStatisticsHours / 24;

/** Sums up the last hour, except the current minute and the one before, for which outcomes may still be recorded. */
export const sumUpRecentStatistics: Chore = {
  doing: "sum up statistics",
  everyMs: 60_000,
  run: (core, isStopping) => sumUp(core, isStopping, { from: 60, to: 1 }),
};

/** Sums up the minutes before the last hour, a day at a time. They have parts left if no runner ran at that time. */
export const sumUpOlderStatistics: Chore = {
  doing: "sum up older statistics",
  everyMs: 3_600_000,
  run: async (core, isStopping) => {
    for (let days = 0; days <= keptDays && !isStopping(); days++)
      await sumUp(core, isStopping, { from: 60 + (days + 1) * day, to: 60 + days * day });
  },
};

/** @param ago - minutes before the current one, from the earliest to the latest */
async function sumUp(
  { database }: ChoreCore,
  isStopping: () => boolean,
  ago: { from: number; to: number },
): Promise<void> {
  while (!isStopping()) {
    const { parts, sums } = await rollUpStatistics(database, ago);
    // No rows are left to sum up, except those that another process is summing up.
    if (parts <= sums) return;
  }
}
