import type { TaskAttempt, TaskDetail } from "@package/api";

/** A stretch of a task's life: it waited, or it ran. */
export interface TimelineStep {
  kind: "wait" | "attempt";
  /** Number of the attempt; null for a wait. */
  attempt: number | null;
  startMs: number;
  /** Null while it lasts. */
  endMs: number | null;
  outcome: "waiting" | "running" | "completed" | "failed" | "cancelled" | "returned";
  /** The recorded attempt; null for a wait, and for an attempt that runs or completed. */
  record: TaskAttempt | null;
}

/** Returns a task's life from its addition to its end, or until now, without gaps. */
export function buildTimeline(task: TaskDetail): TimelineStep[] {
  const steps: TimelineStep[] = [];
  let sinceMs = Date.parse(task.createdAt);
  for (const run of runsOf(task)) {
    if (run.startMs > sinceMs) steps.push({ ...aWait, startMs: sinceMs, endMs: run.startMs });
    steps.push(run);
    sinceMs = Math.max(sinceMs, run.endMs ?? run.startMs);
  }
  const endMs = task.finishedAt ? Date.parse(task.finishedAt) : null;
  const isRunning = task.status === "PROCESSING";
  if (!isRunning && (endMs === null || endMs > sinceMs)) steps.push({ ...aWait, startMs: sinceMs, endMs });
  return steps;
}

const aWait = { kind: "wait", attempt: null, outcome: "waiting", record: null } as const;

const outcomes: Readonly<Record<string, TimelineStep["outcome"]>> = { CANCELLED: "cancelled", REFUSED: "returned" };

function runsOf(task: TaskDetail): TimelineStep[] {
  const runs = task.attemptHistory.map(
    (record): TimelineStep => ({
      kind: "attempt",
      attempt: record.attempt,
      startMs: Date.parse(record.startedAt),
      endMs: Date.parse(record.finishedAt),
      outcome: outcomes[record.outcome] ?? "failed",
      record,
    }),
  );
  // Only unsuccessful attempts are recorded. The current one, and the one that completed the task, are in the task itself.
  const startMs = task.startedAt ? Date.parse(task.startedAt) : null;
  if (startMs !== null && (task.status === "PROCESSING" || task.status === "COMPLETED"))
    runs.push({
      kind: "attempt",
      attempt: task.attempts,
      startMs,
      endMs: task.status === "COMPLETED" && task.finishedAt ? Date.parse(task.finishedAt) : null,
      outcome: task.status === "COMPLETED" ? "completed" : "running",
      record: null,
    });
  return runs.sort((a, b) => a.startMs - b.startMs);
}
