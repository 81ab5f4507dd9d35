import type { TaskSummary } from "@package/react";
import { copyText, IconButton } from "@package/ui";
import { useRouter } from "@tanstack/react-router";
import { Ban, Link2, RotateCw, Trash2 } from "lucide-react";
import { canCancel, canRetry, nameRetry } from "../../tasks/taskActions.ts";
import type { useTaskActions } from "../../tasks/useTaskActions.ts";
import { Menu, type MenuItem } from "../ui/Menu.tsx";

interface Props {
  task: TaskSummary;
  title: string;
  actions: ReturnType<typeof useTaskActions>;
  onDelete: () => void;
}

/** What the user can do with a task of the list: as buttons on hover and focus, and in a menu. On touch screens the menu has it all. */
export function RowActions({ task, title, actions: { retry, cancel, remove }, onDelete }: Props) {
  const router = useRouter();
  const { id } = task;
  const retryName = nameRetry(task.status);
  const isCancelling = task.isCancelRequested;
  const quick: (MenuItem & { shortcut: string })[] = [];
  if (canRetry(task.status))
    quick.push({
      label: retryName,
      icon: RotateCw,
      isDisabled: retry.isPending,
      onSelect: () => retry.mutate({ id }),
      shortcut: "retry",
    });
  if (canCancel(task.status))
    quick.push({
      label: isCancelling ? "Cancelling" : "Cancel",
      icon: Ban,
      isDisabled: cancel.isPending || isCancelling,
      onSelect: () => cancel.mutate({ id }),
      shortcut: "cancel",
    });
  const items: MenuItem[] = [
    ...quick,
    {
      label: "Copy link",
      icon: Link2,
      onSelect: () =>
        void copyText(
          new URL(router.buildLocation({ to: "/tasks/$taskId", params: { taskId: id } }).href, window.location.href)
            .href,
        ),
    },
    { label: "Delete", icon: Trash2, isDanger: true, isDisabled: remove.isPending, onSelect: onDelete },
  ];
  return (
    <div className="row-actions">
      {quick.map(({ label, icon: Icon, onSelect, isDisabled, shortcut }) => (
        <IconButton
          key={shortcut}
          label={`${label} ${title}`}
          icon={<Icon aria-hidden className="size-4" />}
          disabled={isDisabled}
          onClick={onSelect}
          data-shortcut={shortcut}
          className="size-7 pointer-coarse:hidden"
        />
      ))}
      <Menu label={`Actions for ${title}`} items={items} className="size-7" />
    </div>
  );
}
