import { Ban, CircleCheck, Inbox, PartyPopper, SearchX } from "lucide-react";
import type { TaskTab } from "../../tasks/taskTabs.ts";
import { Button } from "../ui/Button.tsx";
import { EmptyState } from "../ui/Card.tsx";

interface Props {
  tab: TaskTab;
  filter: string;
  /** How many tasks were searched. */
  searched: number;
  onClear: () => void;
}

/** Explains why a list is empty. */
export function EmptyList({ tab, filter, searched, onClear }: Props) {
  if (filter.trim() !== "" && searched > 0) {
    return (
      <EmptyState icon={SearchX} title={`No tasks match “${filter.trim()}”`}>
        <p>
          Searched {searched.toLocaleString("en")} {searched === 1 ? "task" : "tasks"} by name, type, ID and error.
        </p>
        <Button className="mt-4" size="small" onClick={onClear}>
          Clear filter
        </Button>
      </EmptyState>
    );
  }
  switch (tab) {
    case "active":
      return (
        <EmptyState icon={CircleCheck} title="No active tasks">
          Add a task above to follow it here.
        </EmptyState>
      );
    case "completed":
      return (
        <EmptyState icon={CircleCheck} title="No completed tasks">
          Completed tasks and their results appear here.
        </EmptyState>
      );
    case "failed":
      return (
        <EmptyState icon={PartyPopper} title="No failed tasks">
          Tasks that failed permanently appear here with the reason. You can retry them.
        </EmptyState>
      );
    case "cancelled":
      return (
        <EmptyState icon={Ban} title="No cancelled tasks">
          Tasks that you cancel appear here. You can retry them.
        </EmptyState>
      );
    case "all":
      return (
        <EmptyState icon={Inbox} title="No tasks yet">
          Drop a photo above, send yourself an email, or import sample contacts.
        </EmptyState>
      );
  }
}
