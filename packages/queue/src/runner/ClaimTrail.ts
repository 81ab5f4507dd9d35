import type { ClaimedTask } from "../sql/claimedTask.ts";
import { maxLevels, type WantedLevel, type WantedType } from "../sql/claimTasks.ts";

/** Between two looks from the head, so many times as long as the first one took, … */
const headGapFactor = 20;
/** … and at most so many milliseconds. */
const maxHeadGapMs = 5_000;

/** What a look for tasks asked for and brought, the tasks in their order. */
export interface LookEnd {
  wanted: readonly WantedType[];
  tasks: readonly ClaimedTask[];
  /** Whether it brought as many as it asked for. */
  isFull: boolean;
}

/**
 * How far the claims of a runner have come in each type and priority, so that looks can go on from there. What they may
 * overlook, a priority that was not met so far or a task that was due before, the next look from the head of the queue sees.
 */
export class ClaimTrail {
  /** By type, then by priority: the latest due time of a claimed task, in milliseconds of the epoch. */
  readonly #latest = new Map<string, Map<number, number>>();
  /** What the last look from the head was about: below its floor it left tasks behind; without one it left none. */
  #headTypes: ReadonlySet<string> = new Set();
  #floor: number | undefined;
  #headLookAt = 0;
  #freedAt = -Infinity;

  /** Milliseconds until looks have to begin at the head. */
  get headLookInMs(): number {
    return Math.max(this.#headLookAt - performance.now(), 0);
  }

  wasFreedSince(time: number): boolean {
    return this.#freedAt >= time;
  }

  /** Tasks became claimable that were passed over before: the next look begins at the head. */
  beginAtHead(): void {
    this.#headLookAt = 0;
    this.#freedAt = performance.now();
  }

  /** Where to go on, in the priorities that were met so far; undefined when it is time to begin at the head. */
  goOn(wanted: readonly WantedType[]): WantedLevel[] | undefined {
    if (this.headLookInMs === 0) return undefined;
    const floor = this.#floor ?? -Infinity;
    const usual = this.#floor ?? 0;
    const levels: WantedLevel[] = [];
    for (const type of wanted) {
      const latest = this.#latest.get(type.type) ?? new Map<number, number>();
      if (!this.#headTypes.has(type.type) || latest.size > maxLevels) return undefined;
      if (!latest.has(usual)) levels.push({ ...type, priority: usual, fromMs: 0 });
      for (const [priority, dueMs] of latest) {
        // One millisecond back: due times are finer than that.
        if (priority >= floor) levels.push({ ...type, priority, fromMs: dueMs - 1 });
      }
    }
    return levels;
  }

  /** A look that went on has ended. If it brought too little, what is below the floor comes next, from the head. */
  noteOnward({ tasks, isFull }: LookEnd): void {
    this.#note(tasks);
    if (!isFull && this.#floor !== undefined) this.#headLookAt = 0;
  }

  /** A look from the head has ended, which began at this time. */
  noteHead(end: LookEnd, beganAt: number): void {
    this.#note(end.tasks);
    this.#floor = findFloor(end);
    this.#headTypes = new Set(end.wanted.map(({ type }) => type));
    const now = performance.now();
    const gapMs = Math.min(headGapFactor * (now - beganAt), maxHeadGapMs);
    this.#headLookAt = this.wasFreedSince(beganAt) ? 0 : now + gapMs;
  }

  #note(tasks: readonly ClaimedTask[]): void {
    for (const { type, priority, scheduledForMs, createdAtMs } of tasks) {
      const latest = this.#latest.get(type) ?? new Map<number, number>();
      if (latest.size > maxLevels) continue;
      this.#latest.set(type, latest);
      const level = priority ?? 0;
      latest.set(level, Math.max(latest.get(level) ?? 0, scheduledForMs ?? createdAtMs));
    }
  }
}

/** Types of which a look brought as many as it asked for: there may be more. */
export function findFilledTypes({ wanted, tasks }: Pick<LookEnd, "wanted" | "tasks">): WantedType[] {
  const counts = new Map<string, number>();
  for (const { type } of tasks) counts.set(type, (counts.get(type) ?? 0) + 1);
  return wanted.filter(({ type, limit }) => (counts.get(type) ?? 0) >= limit);
}

/** The priority above which a look from the head left nothing behind. */
function findFloor(end: LookEnd): number | undefined {
  const lowest = (tasks: readonly ClaimedTask[]) => tasks.at(-1)?.priority ?? 0;
  const floors = findFilledTypes(end).map(({ type }) => lowest(end.tasks.filter((task) => task.type === type)));
  if (end.isFull) floors.push(lowest(end.tasks));
  return floors.length > 0 ? Math.max(...floors) : undefined;
}
