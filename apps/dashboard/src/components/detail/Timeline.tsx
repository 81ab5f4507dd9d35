import type { TaskDetail } from "@package/api";
import { cx, DetailCard, formatDuration, formatElapsed, RelativeTime, useServerNow } from "@package/ui";
import { AttemptError } from "./AttemptError.tsx";
import { buildTimeline, type TimelineStep } from "./buildTimeline.ts";

const endLabels: Readonly<Record<string, string>> = {
  COMPLETED: "Completed",
  MAX_RETRIES_REACHED: "Failed permanently",
  CANCELLED: "Cancelled",
};

/** The life of a task: waits and attempts, with bars to scale. */
export function Timeline({ task }: { task: TaskDetail }) {
  const nowMs = useServerNow();
  const steps = buildTimeline(task);
  const startMs = Date.parse(task.createdAt);
  const endMs = task.finishedAt ? Date.parse(task.finishedAt) : Math.max(nowMs, startMs);
  const scale = { startMs, spanMs: Math.max(endMs - startMs, 1), nowMs };
  return (
    <DetailCard title="Timeline">
      <ol className="text-[0.8125rem]">
        <Moment label="Added" iso={task.createdAt} />
        {steps.map((step) => (
          <StepRow key={`${step.kind} ${step.startMs}`} step={step} scale={scale} task={task} />
        ))}
        {task.finishedAt && <Moment label={endLabels[task.status] ?? "Finished"} iso={task.finishedAt} />}
      </ol>
    </DetailCard>
  );
}

function Moment({ label, iso }: { label: string; iso: string }) {
  return (
    <li className="flex min-h-7 items-center justify-between gap-3">
      <span className="font-medium">{label}</span>
      <RelativeTime iso={iso} className="text-muted" />
    </li>
  );
}

interface Scale {
  startMs: number;
  spanMs: number;
  nowMs: number;
}

function StepRow({ step, scale, task }: { step: TimelineStep; scale: Scale; task: TaskDetail }) {
  const endMs = step.endMs ?? Math.max(scale.nowMs, step.startMs);
  const share = (ms: number) => `${(100 * Math.min(Math.max(ms / scale.spanMs, 0), 1)).toFixed(2)}%`;
  const { label, outcome, bar, colour } = lookOf(step);
  const durationMs = endMs - step.startMs;
  return (
    <li className="py-1">
      <div className="flex min-h-5 items-center gap-3">
        <p className={cx("w-44 shrink-0 truncate max-sm:flex-1", step.kind === "wait" && "text-muted")}>
          {label}
          {outcome && <span className={cx("ml-1.5", colour)}>{outcome}</span>}
        </p>
        <div aria-hidden className="relative h-1.5 flex-1 rounded-full bg-sunken max-sm:hidden">
          <div
            data-bar
            className={cx("absolute h-full min-w-0.75 rounded-full", bar)}
            style={{ left: `min(${share(step.startMs - scale.startMs)}, calc(100% - 3px))`, width: share(durationMs) }}
          />
        </div>
        <span className="w-24 shrink-0 text-right text-muted tabular-nums">
          {step.endMs === null ? formatElapsed(durationMs) : formatDuration(durationMs)}
        </span>
      </div>
      {step.record && (
        <AttemptError
          attempt={step.record}
          shownMessage={task.finishedAt || task.status === "FAILED" ? task.errorMessage : null}
        />
      )}
    </li>
  );
}

function lookOf(step: TimelineStep): { label: string; outcome: string | null; bar: string; colour: string } {
  if (step.kind === "wait")
    return { label: step.endMs === null ? "Waiting" : "Waited", outcome: null, bar: "bg-line-strong", colour: "" };
  return { label: `Attempt ${step.attempt}`, ...outcomeLooks[step.outcome], ...namedOutcome(step) };
}

const outcomeLooks: Readonly<Record<TimelineStep["outcome"], { outcome: string; bar: string; colour: string }>> = {
  waiting: { outcome: "", bar: "bg-line-strong", colour: "text-muted" },
  running: { outcome: "Running", bar: "bg-processing", colour: "text-processing" },
  completed: { outcome: "Completed", bar: "bg-completed", colour: "text-completed" },
  failed: { outcome: "Failed", bar: "bg-failed", colour: "text-failed" },
  cancelled: { outcome: "Cancelled", bar: "bg-cancelled", colour: "text-cancelled" },
  returned: { outcome: "Put back", bar: "bg-line-strong", colour: "text-muted" },
};

const namedOutcomes: Readonly<Record<string, string>> = { TIMEOUT: "Timed out", LEASE_EXPIRED: "Interrupted" };

function namedOutcome({ record }: TimelineStep): { outcome?: string } {
  const outcome = record ? namedOutcomes[record.outcome] : undefined;
  return outcome ? { outcome } : {};
}
