import type { TaskDetail } from "@package/api";
import { Button, CopyButton, explainError } from "@package/ui";
import { useNavigate } from "@tanstack/react-router";
import { Ban, RotateCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { canCancel, canRetry, nameRetry } from "../../tasks/taskActions.ts";
import { useTaskActions } from "../../tasks/useTaskActions.ts";
import { DeleteDialog } from "../tasks/DeleteDialog.tsx";

/** The actions that a task's status allows. */
export function TaskButtons({ task, title }: { task: TaskDetail; title: string }) {
  const navigate = useNavigate();
  const { retry, cancel, remove } = useTaskActions();
  const [isAsking, setAsking] = useState(false);
  const { id } = task;
  const refusal = retry.error ?? cancel.error ?? remove.error;
  const isCancelRequested = task.isCancelRequested && task.finishedAt === null;
  return (
    <div className="flex shrink-0 flex-col items-start gap-2 sm:items-end">
      <div className="flex flex-wrap items-center gap-1.5">
        {canRetry(task.status) && (
          <Button tone="primary" isBusy={retry.isPending} data-shortcut="retry" onClick={() => retry.mutate({ id })}>
            {!retry.isPending && <RotateCw aria-hidden className="size-4" />}
            {nameRetry(task.status)}
          </Button>
        )}
        {canCancel(task.status) && (
          <Button
            isBusy={cancel.isPending}
            disabled={isCancelRequested}
            data-shortcut="cancel"
            onClick={() => cancel.mutate({ id })}
          >
            {!cancel.isPending && <Ban aria-hidden className="size-4" />}
            {isCancelRequested ? "Cancelling…" : "Cancel"}
          </Button>
        )}
        <Button tone="danger" isBusy={remove.isPending} onClick={() => setAsking(true)}>
          {!remove.isPending && <Trash2 aria-hidden className="size-4" />}
          Delete
        </Button>
        <CopyButton text={window.location.href} label="Copy link" className="size-9" />
      </div>
      {refusal && (
        <p role="alert" className="text-sm break-words text-failed">
          {explainError(refusal).message}
        </p>
      )}
      {isAsking && (
        <DeleteDialog
          task={task}
          title={title}
          remove={remove}
          onClose={() => setAsking(false)}
          onDeleted={() => void navigate({ to: "/" })}
        />
      )}
    </div>
  );
}
