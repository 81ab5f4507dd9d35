import type { SchedulePolicies, SlotOutcome } from "../domain/schedules.ts";
import { findFollowing, findSlot, listSlots } from "./slots.ts";

/** Maximum number of slots that one firing records. */
export const maxSlots = 100;
/** A slot is late after this many milliseconds, or after `splayMs` if that is longer. */
const minLateMs = 60_000;

/** A schedule whose time has come. */
export interface DueSchedule extends SchedulePolicies {
  nextAtMs: number;
  /** Number of slots that have added a task. */
  runs: number;
  /** When the last pause ends or ended; null if there is none. `nextAtMs` is this time, or a slot that a later change has set. */
  pauseEndMs: number | null;
  /** Due slots that a backfill has recorded. They are left out. */
  recordedMs: readonly number[];
  /** No live code declares it, and no live runner knows its type. */
  isAbandoned: boolean;
}

/** What happens at one slot. */
export interface SlotDecision {
  atMs: number;
  /** The outcome if no earlier task is unfinished; null if the schedule has ended before. */
  ifFree: SlotOutcome | null;
  /** The outcome otherwise. */
  ifBusy: SlotOutcome | null;
}

/** Decides which slots of a due schedule add a task, and when it is due again. Times are milliseconds since 1970. */
export function decideSlots(due: DueSchedule, nowMs: number): { slots: SlotDecision[]; nextAtMs: number | null } {
  const { timing } = due;
  // The slot itself is never computed again: this process may have another version of the time zones.
  const firstMs = due.pauseEndMs === due.nextAtMs ? findSlot(timing, due.nextAtMs) : due.nextAtMs;
  const passed = listSlots(timing, firstMs, nowMs, maxSlots);
  const wanted = due.isAbandoned ? new Set<number>() : chooseSlots(due, passed, nowMs);
  const recorded = new Set(due.recordedMs);
  const times = passed.filter((atMs) => !recorded.has(atMs));
  const isLate = (atMs: number) => nowMs - atMs > lateMs(due);
  let hasFired = false;
  const ifFree = times.map((atMs): SlotOutcome => {
    if (!wanted.has(atMs)) return "missed";
    const isFirst = !hasFired;
    hasFired = true;
    return due.overlap === "allow" || isFirst || (due.missed === "all" && isLate(atMs)) ? "fired" : "skipped";
  });
  const ifBusy = due.overlap === "allow" ? ifFree : times.map((atMs) => (wanted.has(atMs) ? "skipped" : "missed"));
  const runsLeft = timing.maxRuns === null ? Infinity : timing.maxRuns - due.runs;
  const [free, busy] = [endAfter(ifFree, runsLeft), endAfter(ifBusy, runsLeft)];
  const lastMs = passed.at(-1);
  return {
    slots: times.map((atMs, n) => ({ atMs, ifFree: free[n] ?? null, ifBusy: busy[n] ?? null })),
    nextAtMs: lastMs === undefined ? firstMs : findFollowing(timing, lastMs),
  };
}

/** Milliseconds after which a slot is late. */
function lateMs({ splayMs }: Pick<DueSchedule, "splayMs">): number {
  return Math.max(minLateMs, splayMs);
}

/** The slots that are to add a task. */
function chooseSlots(due: DueSchedule, times: readonly number[], nowMs: number): Set<number> {
  if (due.missed === "all") return new Set(times);
  const onTime = times.filter((atMs) => nowMs - atMs <= lateMs(due));
  if (due.missed === "once" && onTime.length === 0) return new Set(times.slice(-1));
  return new Set(onTime);
}

/** Removes the outcomes after the last task that the schedule may add. */
function endAfter(outcomes: readonly SlotOutcome[], runsLeft: number): (SlotOutcome | null)[] {
  let left = runsLeft;
  return outcomes.map((outcome) => {
    if (left <= 0) return null;
    if (outcome === "fired") left--;
    return outcome;
  });
}
