import type { TaskSummary } from "@package/react";
import { Link } from "@tanstack/react-router";
import { Ban, FileSpreadsheet, Image, type LucideIcon, Mail, RotateCw, SquareTerminal } from "lucide-react";
import { explainError } from "../../api/explainError.ts";
import { describeTask, shortenText } from "../../tasks/describeTask.ts";
import { canCancel, canRetry, taskKindOf } from "../../tasks/taskKindOf.ts";
import { useTaskActions } from "../../tasks/useTaskActions.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { KindBadge } from "../ui/KindBadge.tsx";
import { ProgressBar } from "../ui/ProgressBar.tsx";
import { TaskTime } from "./TaskTime.tsx";

const typeIcons: Readonly<Record<string, LucideIcon>> = {
  IMAGE_PROCESS: Image,
  EMAIL_SEND: Mail,
  CONTACT_IMPORT: FileSpreadsheet,
};

/** One task of the list. The whole row links to the task; the buttons retry or cancel it. */
export function TaskRow({ task }: { task: TaskSummary }) {
  const { retry, cancel } = useTaskActions();
  const kind = taskKindOf(task);
  const { title, kindLabel } = describeTask(task);
  const Icon = typeIcons[task.type] ?? SquareTerminal;
  const refusal = retry.error ?? cancel.error;
  const note = noteOf(task);
  return (
    <li
      className="group relative flex items-start gap-3 px-4 py-3.5 hover:bg-page sm:gap-4 sm:px-5"
      data-task-row={task.id}
    >
      <span className="mt-0.5 hidden size-9 shrink-0 items-center justify-center rounded-xl bg-sunken text-muted sm:inline-flex">
        <Icon aria-hidden className="size-4.5" strokeWidth={1.9} />
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex flex-col items-start gap-1 sm:flex-row sm:justify-between sm:gap-3">
          <Link
            to="/tasks/$taskId"
            params={{ taskId: task.id }}
            data-row-link
            className="line-clamp-2 min-w-0 font-medium break-words sm:line-clamp-1 after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-lg focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent-text"
          >
            {title}
          </Link>
          <KindBadge kind={kind} />
        </div>
        <p className="flex flex-wrap gap-x-1.5 text-[0.8125rem] text-muted">
          <span>{kindLabel}</span>
          <span aria-hidden>·</span>
          <TaskTime task={task} />
          {task.attempts > 1 && (
            <>
              <span aria-hidden>·</span>
              <span>
                Attempt {task.attempts} of {task.maxAttempts}
              </span>
            </>
          )}
        </p>
        {kind === "processing" && (
          <div className="mt-2 flex items-center gap-3">
            <ProgressBar
              percent={task.progress === null ? null : Math.round(task.progress)}
              label={`Progress of ${title}`}
              className="max-w-md flex-1"
            />
            {task.progress !== null && (
              <span className="text-xs text-muted tabular-nums">{Math.round(task.progress)} %</span>
            )}
          </div>
        )}
        {note && (
          <p className={`mt-1 text-[0.8125rem] break-words ${kind === "failed" ? "text-failed" : "text-muted"}`}>
            {note}
          </p>
        )}
        {refusal && (
          <p role="alert" className="mt-1 text-[0.8125rem] break-words text-failed">
            {explainError(refusal).message}
          </p>
        )}
      </div>
      <div className="relative z-10 flex w-8 shrink-0 justify-end pointer-coarse:w-11">
        {canCancel(task.status) && (
          <IconButton
            label={task.isCancelRequested ? `Cancelling ${title}` : `Cancel ${title}`}
            icon={<Ban className="size-4" />}
            disabled={cancel.isPending || task.isCancelRequested}
            onClick={() => cancel.mutate({ id: task.id })}
          />
        )}
        {canRetry(task.status) && !canCancel(task.status) && (
          <IconButton
            label={`Retry ${title}`}
            icon={<RotateCw className="size-4" />}
            disabled={retry.isPending}
            onClick={() => retry.mutate({ id: task.id })}
          />
        )}
      </div>
    </li>
  );
}

function noteOf(task: TaskSummary): string | null {
  const kind = taskKindOf(task);
  if (kind === "processing") return task.isCancelRequested ? "Cancelling…" : task.progressNote;
  if (kind === "failed" || kind === "retrying") return task.errorMessage ? shortenText(task.errorMessage, 160) : null;
  return null;
}
