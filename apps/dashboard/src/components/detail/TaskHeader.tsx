import type { TaskDetail } from "@package/api";
import { cx, formatMinute, PageTitle, useNowText } from "@package/ui";
import { CircleAlert } from "lucide-react";
import { describeNext } from "../../tasks/describeState.ts";
import { type TaskState, taskStateOf } from "../../tasks/taskStateOf.ts";
import { KindBadge } from "../ui/KindBadge.tsx";
import { ProgressBar } from "../ui/ProgressBar.tsx";
import { TaskButtons } from "./TaskButtons.tsx";

function describeSchedule({ scheduleName, scheduledSlot }: TaskDetail): string {
  const slot = scheduledSlot === null ? ", by hand" : ` for ${formatMinute(Date.parse(scheduledSlot))}`;
  return `Made by schedule ${scheduleName}${slot}`;
}

/** What the task is, in which state, what happens next, its progress or its error, and what the user can do. */
export function TaskHeader({ task, title }: { task: TaskDetail; title: string }) {
  const state = useNowText((nowMs) => taskStateOf(task, nowMs)) as TaskState;
  const next = useNowText((nowMs) => describeNext(task, nowMs));
  const percent = state === "processing" && task.progress !== null ? Math.round(task.progress) : null;
  return (
    <header className="mb-4">
      <div className="flex flex-col gap-3 sm:flex-row sm:items-start sm:justify-between">
        <div className="min-w-0">
          <PageTitle
            title={title}
            progress={percent === null ? "" : `${percent} %`}
            className="text-xl font-semibold tracking-tight break-words"
          />
          <p className="mt-1.5 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-sm text-muted">
            <KindBadge kind={state} />
            <span>{next}</span>
          </p>
          {task.scheduleName !== null && <p className="mt-1.5 text-sm text-muted">{describeSchedule(task)}</p>}
        </div>
        <TaskButtons task={task} title={title} />
      </div>
      {state === "processing" && (
        <div className="mt-4">
          <div className="flex items-center gap-3">
            <ProgressBar percent={percent} label={`Progress of ${title}`} className="flex-1" />
            {percent !== null && <span className="text-sm text-muted tabular-nums">{percent} %</span>}
          </div>
          {task.progressNote && <p className="mt-1.5 text-sm text-muted">{task.progressNote}</p>}
        </div>
      )}
      {(state === "failed" || state === "retrying") && task.errorMessage && (
        <p
          className={cx(
            "mt-4 flex gap-2.5 rounded-xl px-3.5 py-2.5 text-sm",
            state === "failed" ? "bg-failed-tint text-failed" : "bg-retrying-tint text-retrying",
          )}
        >
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0 break-words whitespace-pre-wrap">{task.errorMessage}</span>
        </p>
      )}
    </header>
  );
}
