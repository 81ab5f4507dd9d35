import type { TaskSummary } from "@package/react";
import { ConfirmDialog } from "@package/ui";
import type { useTaskActions } from "../../tasks/useTaskActions.ts";

interface Props {
  task: TaskSummary;
  title: string;
  remove: ReturnType<typeof useTaskActions>["remove"];
  onClose: () => void;
  onDeleted?: () => void;
}

/** Asks whether to delete a task, and deletes it. In a list the focus moves to the next row. */
export function DeleteDialog({ task, title, remove, onClose, onDeleted }: Props) {
  return (
    <ConfirmDialog
      isOpen
      title="Delete this task?"
      confirmLabel="Delete"
      keepLabel="Keep task"
      onClose={onClose}
      onConfirm={() => {
        focusNextRow(task.id);
        onClose();
        remove.mutate({ id: task.id }, onDeleted ? { onSuccess: onDeleted } : {});
      }}
    >
      “{title}” and its history will be deleted permanently.
      {task.status === "PROCESSING" && " It will be cancelled first."}
    </ConfirmDialog>
  );
}

/** Focuses the row after a task's row, or the one before it, once the dialog has returned the focus. */
function focusNextRow(taskId: string): void {
  const row = document.querySelector(`[data-task-row="${CSS.escape(taskId)}"]`);
  const next = row?.nextElementSibling ?? row?.previousElementSibling;
  if (next) setTimeout(() => next.querySelector<HTMLElement>("[data-row-link]")?.focus());
}
