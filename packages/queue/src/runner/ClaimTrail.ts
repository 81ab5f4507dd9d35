import type { ClaimedTask } from "../sql/claimedTask.ts";
import { maxLevels, type WantedLevel, type WantedType } from "../sql/claimTasks.ts";

/** How far the claims of a runner have come in each type and priority, so that the next one can go on from there. */
export class ClaimTrail {
  /** By type, then by priority: the latest due time of a claimed task, in milliseconds of the epoch. */
  readonly #latest = new Map<string, Map<number, number>>();

  note(tasks: readonly ClaimedTask[]): void {
    for (const { type, priority, scheduledForMs, createdAtMs } of tasks) {
      const latest = this.#latest.get(type) ?? new Map<number, number>();
      if (latest.size > maxLevels) continue;
      this.#latest.set(type, latest);
      const dueMs = scheduledForMs ?? createdAtMs;
      latest.set(priority ?? 0, Math.max(latest.get(priority ?? 0) ?? 0, dueMs));
    }
  }

  /** Where to go on, in the priorities that were met so far and the usual one; undefined when they are too many. */
  goOn(wanted: readonly WantedType[]): WantedLevel[] | undefined {
    const levels: WantedLevel[] = [];
    for (const type of wanted) {
      const latest = this.#latest.get(type.type);
      if (latest && latest.size > maxLevels) return undefined;
      if (!latest?.has(0)) levels.push({ ...type, priority: 0, fromMs: 0 });
      // One millisecond back: due times are finer than that.
      for (const [priority, dueMs] of latest ?? []) levels.push({ ...type, priority, fromMs: dueMs - 1 });
    }
    return levels;
  }
}
