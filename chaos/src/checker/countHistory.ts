import type { HistoryView, Violation } from "./Check.ts";
import { isExplained } from "./checkAttribution.ts";

/** The counts of a chaos run. */
export interface Counts {
  tasks: number;
  /** Runs of workers. */
  attempts: number;
  /** Recorded outcomes, including snoozes and releases. */
  outcomes: number;
  /** Runs whose claim was rescued: their work may have been done twice. */
  duplicates: number;
  /** Those that a fault explains. */
  explainedDuplicates: number;
  lost: number;
  /** Outcomes that were recorded twice, or by a run that did not hold the claim. */
  doubleOutcomes: number;
  /** Adds that failed or got no reply, and whose task exists. */
  recovered: number;
  /** Slots of schedules, by their outcome. */
  slots: { fired: number; skipped: number; missed: number };
  faults: Record<string, number>;
}

/** Counts what happened in a history. */
export function countHistory(view: HistoryView, violations: readonly Violation[]): Counts {
  const claims = [...view.tasks.values()].flatMap((task) => task.claims);
  const duplicates = claims.filter(({ end, runs }) => end?.kind === "rescue" && runs.length > 0);
  const rows = new Set([...view.tasks.values()].map(({ changes }) => changes[0]?.to?.addId));
  const faults: Record<string, number> = {};
  for (const { kind } of view.faults) faults[kind] = (faults[kind] ?? 0) + 1;
  const slots = { fired: 0, skipped: 0, missed: 0 };
  for (const { outcome } of view.scheduleSteps.flatMap((step) => step.slots)) slots[outcome]++;
  const broken = (...ids: string[]) => violations.filter(({ invariant }) => ids.includes(invariant)).length;
  return {
    tasks: view.tasks.size,
    attempts: view.runs.length,
    outcomes: claims.filter(({ end }) => end?.kind === "settle").length,
    duplicates: duplicates.length,
    explainedDuplicates: duplicates.filter((claim) => isExplained(claim, view)).length,
    lost: broken("I1"),
    doubleOutcomes: broken("I3", "I5"),
    recovered: view.adds.filter(({ outcome, addId }) => outcome === "unknown" && rows.has(addId)).length,
    slots,
    faults,
  };
}
