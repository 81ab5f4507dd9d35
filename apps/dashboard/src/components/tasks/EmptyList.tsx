import { Ban, CircleCheck, Inbox, PartyPopper, SearchX } from "lucide-react";
import type { TaskTab } from "../../tasks/taskTabs.ts";
import { Button } from "../ui/Button.tsx";
import { EmptyState } from "../ui/EmptyState.tsx";

interface Props {
  tab: TaskTab;
  filter: string;
  /** Tasks that the filter looked through. */
  searched: number;
  onClear: () => void;
}

/** Why a list has nothing to show. */
export function EmptyList({ tab, filter, searched, onClear }: Props) {
  if (filter.trim() !== "" && searched > 0) {
    return (
      <EmptyState icon={SearchX} title={`Nothing matches “${filter.trim()}”`}>
        <p>
          Looked through {searched.toLocaleString("en")} {searched === 1 ? "task" : "tasks"} by name, type and id.
        </p>
        <Button className="mt-4" size="small" onClick={onClear}>
          Clear the filter
        </Button>
      </EmptyState>
    );
  }
  switch (tab) {
    case "active":
      return (
        <EmptyState icon={CircleCheck} title="Nothing is going on">
          Add work above and watch it here.
        </EmptyState>
      );
    case "completed":
      return (
        <EmptyState icon={CircleCheck} title="Nothing is completed yet">
          What your tasks produce is listed here.
        </EmptyState>
      );
    case "failed":
      return (
        <EmptyState icon={PartyPopper} title="Nothing has failed">
          Tasks that have used up their attempts are listed here, with the reason and a way to retry.
        </EmptyState>
      );
    case "cancelled":
      return (
        <EmptyState icon={Ban} title="Nothing was cancelled">
          A task that you stop can be put back into the queue from here.
        </EmptyState>
      );
    case "all":
      return (
        <EmptyState icon={Inbox} title="No tasks yet">
          Drop a photo above, send yourself a mail, or import a sample: the first task is one click away.
        </EmptyState>
      );
  }
}
