import type { Chore } from "./Chore.ts";
import { sumUpStatistics } from "./sumUpStatistics.ts";

/** Sums up the last hour, except for the current minute and the one before, whose settlements may still be written. */
export const sumUpRecentStatistics: Chore = {
  doing: "sum up statistics",
  everyMs: 60_000,
  run: (core, isStopping) => sumUpStatistics(core, isStopping, { from: 60, to: 1 }),
};
