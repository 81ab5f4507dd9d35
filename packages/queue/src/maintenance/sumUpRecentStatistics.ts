import type { Chore } from "./Chore.ts";
import { sumUpStatistics } from "./sumUpStatistics.ts";

/** Of the last hour, except for the current minute and the one before: settlements of that may still be on their way. */
export const sumUpRecentStatistics: Chore = {
  doing: "summing up statistics",
  everyMs: 60_000,
  run: (core, isStopping) => sumUpStatistics(core, isStopping, { from: 60, to: 1 }),
};
