import { RotateCw, X } from "lucide-react";
import { useContext, useState } from "react";
import { explainError } from "../../api/explainError.ts";
import type { ToastSpec } from "../../toasts/toastForTask.ts";
import { Button, buttonStyle } from "../ui/Button.tsx";
import { cx } from "../ui/cx.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { kindLook } from "../ui/KindBadge.tsx";
import { ProgressBar } from "../ui/ProgressBar.tsx";
import { StepList } from "./StepList.tsx";
import { ToastActionsContext } from "./ToastActionsContext.ts";

/** The toast of one task: title, steps, progress, error and actions. */
export function TaskToast({ spec, onDismiss }: { spec: ToastSpec; onDismiss: () => void }) {
  const actions = useContext(ToastActionsContext);
  const { id, kind, title, stepText, progress, progressNote, message } = spec;
  const { icon: Icon, text, isSpinning } = kindLook[kind];
  const hasFailed = kind === "failed";
  return (
    <div data-toast-card className="w-full rounded-2xl border border-line bg-surface text-ink shadow-float">
      <div data-toast-body data-task-id={id} data-kind={kind} className="p-4 transition-opacity">
        <div className="flex items-start gap-2.5">
          <Icon aria-hidden className={cx("mt-0.5 size-4.5 shrink-0", text, isSpinning && "animate-spin")} />
          <div className="min-w-0 flex-1">
            <p className="text-sm leading-snug font-medium break-words">{title}</p>
            {/* The only text that changes while a task runs, so a screen reader announces nothing else. */}
            <p
              role={hasFailed ? "alert" : undefined}
              className={cx("text-xs", hasFailed ? "text-failed" : "text-muted")}
            >
              {stepText}
              {hasFailed && message && <span className="sr-only">: {message}</span>}
            </p>
          </div>
          <div className="-mt-1 -mr-1.5 flex shrink-0 items-center gap-0.5">
            {hasFailed && <ToastRetry taskId={id} />}
            {actions && (
              <a
                href={actions.hrefOf(id)}
                aria-label={`View ${title}`}
                className={buttonStyle("link", "small")}
                onClick={(event) => {
                  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
                  event.preventDefault();
                  actions.viewTask(id);
                }}
              >
                View
              </a>
            )}
            <IconButton
              label={`Dismiss ${title}`}
              icon={<X className="size-4" />}
              className="size-7"
              onClick={onDismiss}
            />
          </div>
        </div>
        {message && (
          <p aria-hidden={hasFailed || undefined} className="mt-2 line-clamp-3 text-xs break-words text-muted">
            {message}
          </p>
        )}
        <StepList kind={kind} className="mt-3" />
        {kind === "processing" && progress !== null && (
          <div className="mt-2.5 flex items-center gap-2.5">
            <ProgressBar percent={progress} label={`Progress of ${title}`} className="flex-1" />
            <span aria-hidden className="text-xs text-muted tabular-nums">
              {progress} %
            </span>
          </div>
        )}
        {progressNote && (
          <p aria-hidden className="mt-1 truncate text-xs text-muted">
            {progressNote}
          </p>
        )}
      </div>
    </div>
  );
}

/** Retries a failed task; shows the server's message if it refuses. */
function ToastRetry({ taskId }: { taskId: string }) {
  const actions = useContext(ToastActionsContext);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  if (!actions) return null;

  async function retry(retryTask: (taskId: string) => Promise<unknown>): Promise<void> {
    setBusy(true);
    setRefusal(null);
    try {
      await retryTask(taskId);
    } catch (error) {
      setRefusal(explainError(error).message);
    } finally {
      setBusy(false);
    }
  }

  return (
    <span className="inline-flex flex-col items-end">
      <Button size="small" isBusy={isBusy} onClick={() => void retry(actions.retryTask)}>
        {!isBusy && <RotateCw aria-hidden className="size-3.5" />}
        Retry
      </Button>
      {refusal && (
        <span role="alert" className="mt-1 max-w-40 text-right text-xs break-words text-failed">
          {refusal}
        </span>
      )}
    </span>
  );
}
