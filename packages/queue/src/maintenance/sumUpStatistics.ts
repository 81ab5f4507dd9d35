import type { ChoreCore } from "./Chore.ts";
import { rollUpStatistics } from "./rollUpStatistics.ts";

/** Sums up the statistics of some minutes, given in minutes before the current one. */
export async function sumUpStatistics(
  { database }: ChoreCore,
  isStopping: () => boolean,
  ago: { from: number; to: number },
): Promise<void> {
  while (!isStopping()) {
    const { parts, sums } = await rollUpStatistics(database, ago);
    // There is nothing to sum up, or nothing that another process is not summing up.
    if (parts <= sums) return;
  }
}
