import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { maxLevels, type WantedLevel, type WantedType } from "./claimTasks.ts";

/** Between two looks from the head, so many times as long as the first one took, … */
const headGapFactor = 20;
/** … and at most so many milliseconds. */
const maxHeadGapMs = 2_000;
/** The part of that gap after which a task that came due may have the next look begin at the head. */
const hurriedPart = 0.2;

/**
 * Looks go on so many milliseconds before the latest due time: tasks are committed later than they are due, and not in
 * that order.
 */
const overlapMs = 50;

/** What a look for tasks asked for and brought, the tasks in their order. */
export interface LookEnd {
  wanted: readonly WantedType[];
  tasks: readonly ClaimedTask[];
  /** Whether it brought as many as it asked for, so that there may be more of any type. */
  isFull: boolean;
  /** Types of which it brought as many as it asked for. */
  filledTypes: ReadonlySet<string>;
}

/** How far the claims of one type have come. */
interface TypeTrail {
  /** By priority: the latest due time of a claimed task, in milliseconds of the epoch. */
  latest: Map<number, number>;
  /** The priority down to which the last look from the head claimed everything above; undefined when nothing was left. */
  floor: number | undefined;
  /** When the next look has to begin at the head. */
  headLookAt: number;
  /** When it may, if a task came due meanwhile. */
  hurriedHeadLookAt: number;
}

/**
 * How far the claims of a runner have come in each type and priority, so that looks can go on from there. What they may
 * overlook, a priority that was not met so far or a task that was due before, the next look from the head of the queue sees.
 */
export class ClaimCursor {
  readonly #types = new Map<string, TypeTrail>();
  #freedAt = -Infinity;

  /** Tasks became claimable that were passed over before: the next look begins at the head. */
  beginAtHead(): void {
    this.#freedAt = performance.now();
    for (const trail of this.#types.values()) trail.headLookAt = 0;
  }

  /**
   * A task came due, perhaps of a priority that was not met so far. The look from the head that sees it comes sooner, but not
   * so soon that looks from the head are all that is done where many tasks come due.
   */
  hurryToHead(): void {
    for (const trail of this.#types.values()) trail.headLookAt = Math.min(trail.headLookAt, trail.hurriedHeadLookAt);
  }

  wasFreedSince(time: number): boolean {
    return this.#freedAt >= time;
  }

  /** Milliseconds until a look for these types has to begin at the head. */
  headLookInMs(wanted: readonly WantedType[]): number {
    const dueAt = Math.min(...wanted.map(({ type }) => this.#types.get(type)?.headLookAt ?? 0));
    return Math.max(dueAt - performance.now(), 0);
  }

  /** Where to go on, in the priorities that were met so far; undefined when it is time to begin at the head. */
  goOn(wanted: readonly WantedType[]): WantedLevel[] | undefined {
    if (this.headLookInMs(wanted) === 0) return undefined;
    const levels: WantedLevel[] = [];
    for (const type of wanted) {
      const { latest, floor } = this.#types.get(type.type) as TypeTrail;
      if (latest.size > maxLevels) return undefined;
      if (!latest.has(floor ?? 0)) levels.push({ ...type, priority: floor ?? 0, fromMs: 0 });
      for (const [priority, dueMs] of latest) {
        if (floor === undefined || priority >= floor) levels.push({ ...type, priority, fromMs: dueMs - overlapMs });
      }
    }
    return levels;
  }

  /** A look that went on has ended. Of what it brought too little, more may stand below the floor. */
  noteOnward(end: LookEnd): void {
    this.#note(end.tasks);
    // A look that is full has looked through all that is above its last task.
    const seenAbove = end.isFull ? (end.tasks.at(-1)?.priority ?? 0) : -Infinity;
    for (const { type } of end.wanted) {
      const trail = this.#types.get(type);
      if (trail?.floor !== undefined && trail.floor > seenAbove && !end.filledTypes.has(type)) trail.headLookAt = 0;
    }
  }

  /** A look from the head has ended, which began at this time. */
  noteHead(end: LookEnd, beganAt: number): void {
    const now = performance.now();
    const gapMs = Math.min(headGapFactor * (now - beganAt), maxHeadGapMs);
    const hurriedHeadLookAt = now + hurriedPart * gapMs;
    const headLookAt = this.wasFreedSince(beganAt) ? 0 : now + gapMs;
    for (const { type } of end.wanted) {
      const met = this.#types.get(type)?.latest;
      const latest = met && met.size <= maxLevels ? met : new Map<number, number>();
      const isFilled = end.filledTypes.has(type);
      const last = isFilled ? end.tasks.findLast((task) => task.type === type) : end.tasks.at(-1);
      const floor = end.isFull || isFilled ? (last?.priority ?? 0) : undefined;
      this.#types.set(type, { latest, floor, headLookAt, hurriedHeadLookAt });
    }
    this.#note(end.tasks);
  }

  #note(tasks: readonly ClaimedTask[]): void {
    for (const { type, priority, scheduledForMs, createdAtMs } of tasks) {
      const latest = this.#types.get(type)?.latest;
      const level = priority ?? 0;
      latest?.set(level, Math.max(latest.get(level) ?? 0, scheduledForMs ?? createdAtMs));
    }
  }
}

/** What came of a look for so many tasks. */
export function endLook(wanted: readonly WantedType[], tasks: readonly ClaimedTask[], limit: number): LookEnd {
  const counts = new Map<string, number>();
  for (const { type } of tasks) counts.set(type, (counts.get(type) ?? 0) + 1);
  const filled = wanted.filter((type) => (counts.get(type.type) ?? 0) >= type.limit);
  return { wanted, tasks, isFull: tasks.length >= limit, filledTypes: new Set(filled.map(({ type }) => type)) };
}
