import type { TaskDetail } from "@package/api";
import { useNavigate } from "@tanstack/react-router";
import { Ban, RotateCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { explainError } from "../../api/explainError.ts";
import { canCancel, canRetry } from "../../tasks/taskKindOf.ts";
import { useTaskActions } from "../../tasks/useTaskActions.ts";
import { Button } from "../ui/Button.tsx";
import { ConfirmDialog } from "../ui/ConfirmDialog.tsx";

/** The actions that a task's status allows. */
export function TaskButtons({ task, title }: { task: TaskDetail; title: string }) {
  const navigate = useNavigate();
  const { retry, cancel, remove } = useTaskActions();
  const [isAsking, setAsking] = useState(false);
  const { id } = task;
  const refusal = retry.error ?? cancel.error ?? remove.error;
  const isCancelRequested = task.isCancelRequested && task.finishedAt === null;
  return (
    <div className="flex flex-col items-start gap-2 sm:items-end">
      <div className="flex flex-wrap gap-2">
        {canRetry(task.status) && (
          <Button tone="primary" isBusy={retry.isPending} onClick={() => retry.mutate({ id })}>
            {!retry.isPending && <RotateCw aria-hidden className="size-4" />}
            {task.status === "FAILED" ? "Retry now" : "Retry"}
          </Button>
        )}
        {canCancel(task.status) && (
          <Button isBusy={cancel.isPending} disabled={isCancelRequested} onClick={() => cancel.mutate({ id })}>
            {!cancel.isPending && <Ban aria-hidden className="size-4" />}
            {isCancelRequested ? "Cancelling…" : "Cancel"}
          </Button>
        )}
        <Button tone="danger" isBusy={remove.isPending} onClick={() => setAsking(true)}>
          {!remove.isPending && <Trash2 aria-hidden className="size-4" />}
          Delete
        </Button>
      </div>
      {refusal && (
        <p role="alert" className="text-sm break-words text-failed">
          {explainError(refusal).message}
        </p>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        title="Delete this task?"
        confirmLabel="Delete"
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          remove.mutate({ id }, { onSuccess: () => void navigate({ to: "/" }) });
        }}
      >
        “{title}” and its history will be deleted permanently.
        {task.status === "PROCESSING" && " It will be cancelled first."}
      </ConfirmDialog>
    </div>
  );
}
