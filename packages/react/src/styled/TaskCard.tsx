"use client";

import { useContext } from "react";
import type { TaskToast } from "../toasts/toastForTask.ts";
import { Icon, kindIcons } from "./icons.tsx";
import { StepList } from "./StepList.tsx";
import { followLink, ToastActionsContext } from "./ToastActionsContext.ts";
import { useRetry } from "./useRetry.ts";
import { useSwipe } from "./useSwipe.ts";

/** The toast of one task: title, steps, progress, error and actions. */
export function TaskCard({ toast, onDismiss }: { toast: TaskToast; onDismiss: () => void }) {
  const { id, kind, title, stepText, isBusy, progress, progressNote, message } = toast;
  const actions = useContext(ToastActionsContext);
  const swipe = useSwipe(onDismiss);
  const retry = useRetry(id);
  return (
    <li className="queue-toast" data-task-id={id} data-kind={kind} {...swipe}>
      <div className="queue-toast-head">
        <span className="queue-toast-icon">
          <Icon name={kindIcons[kind]} isSpinning={isBusy && kind === "processing"} />
        </span>
        <div className="queue-toast-text">
          <p className="queue-toast-title">
            <bdi>{title}</bdi>
          </p>
          <p className="queue-toast-step">
            <bdi>{stepText}</bdi>
            {progress !== null && <bdi aria-hidden> · {progress} %</bdi>}
          </p>
        </div>
        {kind === "failed" && actions && (
          <button
            type="button"
            className="queue-button"
            disabled={retry.isBusy}
            aria-busy={retry.isBusy || undefined}
            onClick={() => void retry.run(actions.retryTask)}
          >
            Retry
          </button>
        )}
        {actions && (
          <a
            href={actions.hrefOf(id)}
            aria-label={`View ${title}`}
            className="queue-link"
            onClick={followLink(() => actions.viewTask(id))}
          >
            View
          </a>
        )}
        <button
          type="button"
          className="queue-icon-button"
          aria-label={`Dismiss ${title}`}
          title="Dismiss"
          onClick={onDismiss}
        >
          <Icon name="cross" />
        </button>
      </div>
      {message && (
        <p className="queue-toast-message">
          <bdi>{message}</bdi>
        </p>
      )}
      {retry.refusal && (
        <p role="alert" className="queue-toast-message queue-toast-refusal">
          <bdi>{retry.refusal}</bdi>
        </p>
      )}
      <StepList kind={kind} />
      {progress !== null && (
        <div
          role="progressbar"
          aria-label={`Progress of ${title}`}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={progress}
          className="queue-bar"
        >
          <div style={{ width: `${progress}%` }} />
        </div>
      )}
      {progressNote && (
        <p aria-hidden className="queue-toast-note">
          <bdi>{progressNote}</bdi>
        </p>
      )}
    </li>
  );
}
