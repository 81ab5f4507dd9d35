import type { Violation } from "./checker/Check.ts";
import { type InvariantId, invariants, unchecked } from "./checker/invariants.ts";
import type { TaskHistory } from "./history/groupByTask.ts";
import type { ChaosReport } from "./runChaos.ts";

/** Formats the report of a chaos run: counts, each invariant, and the smallest history that breaks one. */
export function formatReport(report: ChaosReport): string {
  const { options, counts, violations, complaints, view } = report;
  const faults = Object.entries(counts.faults).map(([kind, count]) => `${count} ${kind}`);
  return [
    `seed ${options.seed}, ${Math.round(options.durationMs / 1_000)} s, ${options.runners} runners${options.broken ? `, broken: ${options.broken}` : ""}`,
    `  tasks ${counts.tasks}, attempts ${counts.attempts}, recorded outcomes ${counts.outcomes} (with snoozes and releases), adds without a reply that were done ${counts.recovered}`,
    `  slots of schedules: ${counts.slots.fired} fired, ${counts.slots.skipped} skipped, ${counts.slots.missed} missed`,
    `  faults: ${faults.join(", ") || "none"}`,
    `  duplicate runs ${counts.duplicates} (${percent(counts.duplicates, counts.attempts)} of attempts), explained by faults ${counts.explainedDuplicates}`,
    `  lost tasks ${counts.lost}, double outcomes ${counts.doubleOutcomes}`,
    ...formatInvariants(violations),
    ...complaints.map((complaint) => `  COMPLAINT: ${complaint}`),
    ...formatOffender(violations, view.tasks, report),
    violations.length + complaints.length === 0
      ? "  all invariants held"
      : `  BROKEN; repeat with --seed ${options.seed}`,
  ].join("\n");
}

function formatInvariants(violations: readonly Violation[]): string[] {
  const lines = (Object.entries(invariants) as [InvariantId, string][]).map(([id, promise]) => {
    const broken = violations.filter(({ invariant }) => invariant === id);
    return broken.length === 0
      ? `  ok      ${id} ${promise}`
      : `  BROKEN  ${id} ${promise}: ${broken.length} times, for example: ${broken[0]?.message}`;
  });
  return [...lines, ...Object.entries(unchecked).map(([id, why]) => `  skipped ${id} ${why}`)];
}

function formatOffender(
  violations: readonly Violation[],
  tasks: ReadonlyMap<string, TaskHistory>,
  { view }: ChaosReport,
): string[] {
  const offenders = violations.flatMap((violation) => {
    const task = violation.taskId === undefined ? undefined : tasks.get(violation.taskId);
    return task ? [{ violation, task }] : [];
  });
  offenders.sort((a, b) => a.task.changes.length - b.task.changes.length);
  const [smallest] = offenders;
  if (!smallest) return [];
  const { task, violation } = smallest;
  const start = task.changes[0]?.at ?? 0;
  const end = Math.max(...task.changes.map(({ at }) => at));
  const at = (time: number) => `${((time - start) / 1_000).toFixed(3)} s`;
  const events = [
    ...task.changes.map(({ kind, from, to, at: time }) => ({
      time,
      text: `${kind}: ${from?.status ?? "none"} → ${to?.status ?? "none"}, attempts ${to?.attempts}/${to?.maxAttempts}, claim ${to?.claimCount}, token ${short(to?.leaseToken ?? from?.leaseToken)}, by ${to?.leaseHolder ?? from?.leaseHolder ?? "-"}, run ${to?.settledRun ?? "-"}`,
    })),
    ...task.runs.flatMap((run) => [
      { time: run.startedAt, text: `run ${run.run} begins in process ${run.pid} with token ${short(run.token)}` },
      ...(run.aborted ? [{ time: run.aborted.at, text: `run ${run.run} is aborted: ${run.aborted.reason}` }] : []),
      ...(run.end ? [{ time: run.end.at, text: `run ${run.run} ${run.end.how}` }] : []),
    ]),
    ...view.faults
      .filter((fault) => fault.startedAt <= end + 1_000 && fault.endedAt >= start - 2_000)
      .map((fault) => ({
        time: fault.startedAt,
        text: `FAULT ${fault.kind} until ${at(fault.endedAt)}${fault.pid ? `, process ${fault.pid}` : ""}${fault.holds ? `, holds ${fault.holds.join(", ")} (${fault.detail})` : ""}`,
      })),
  ].sort((a, b) => a.time - b.time);
  return [
    `  smallest history that breaks ${violation.invariant} (${violation.message}):`,
    `    task ${task.taskId}, ${task.changes[0]?.to?.type}`,
    ...events.map(({ time, text }) => `    ${at(time).padStart(10)} ${text}`),
  ];
}

const short = (token: string | null | undefined) => token?.slice(0, 8) ?? "-";
const percent = (part: number, whole: number) => `${whole === 0 ? 0 : ((100 * part) / whole).toFixed(2)} %`;
