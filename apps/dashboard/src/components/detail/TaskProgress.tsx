import type { TaskDetail } from "@package/api";
import { StepList } from "@package/react/toasts";
import { CircleAlert } from "lucide-react";
import { taskKindOf } from "../../tasks/taskKindOf.ts";
import { Card } from "../ui/Card.tsx";
import { ProgressBar } from "../ui/ProgressBar.tsx";

const reasons: Readonly<Record<string, string>> = {
  EXHAUSTED: "No attempts left.",
  UNRECOVERABLE: "Not retried: another attempt would fail too.",
  TIMEOUT: "The last attempt timed out.",
  LEASE_EXPIRED: "The process stopped unexpectedly during the last attempt.",
  RATE_LIMITED: "The external service refused too many requests (rate limit).",
  EXPIRED: "It did not start in time.",
};

/** The four steps of a task, the progress of the current one, and why it waits or failed. */
export function TaskProgress({ task, title }: { task: TaskDetail; title: string }) {
  const kind = taskKindOf(task);
  const percent = task.progress === null ? null : Math.round(task.progress);
  return (
    <Card aria-label="Progress" className="p-5">
      <StepList kind={kind} />
      {kind === "processing" && (
        <div className="mt-5">
          <div className="flex items-center gap-3">
            <ProgressBar percent={percent} label={`Progress of ${title}`} className="flex-1" />
            {percent !== null && <span className="text-sm text-muted tabular-nums">{percent} %</span>}
          </div>
          {task.progressNote && <p className="mt-1.5 text-sm text-muted">{task.progressNote}</p>}
        </div>
      )}
      {task.explanation && kind !== "processing" && <p className="mt-4 text-sm text-muted">{task.explanation}</p>}
      {(kind === "failed" || kind === "retrying") && task.errorMessage && (
        <div
          className={`mt-4 flex gap-2.5 rounded-xl px-3.5 py-3 text-sm ${kind === "failed" ? "bg-failed-tint text-failed" : "bg-retrying-tint text-retrying"}`}
        >
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <div className="min-w-0">
            <p className="break-words whitespace-pre-wrap">{task.errorMessage}</p>
            {task.terminalReason && reasons[task.terminalReason] && (
              <p className="mt-1 font-medium">{reasons[task.terminalReason]}</p>
            )}
          </div>
        </div>
      )}
    </Card>
  );
}
