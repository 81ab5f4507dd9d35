import { Button, EmptyState } from "@package/ui";
import { useNavigate } from "@tanstack/react-router";
import { Ban, CalendarClock, CircleCheck, Inbox, type LucideIcon, SearchX } from "lucide-react";
import { use } from "react";
import { type TaskQuery, toSearch, typeNames } from "../../tasks/findTasks.ts";
import type { TaskTab } from "../../tasks/taskTabs.ts";
import { NewTaskContext } from "../new/NewTaskProvider.tsx";

interface Props {
  query: TaskQuery;
  /** There are tasks that are not loaded yet. */
  isIncomplete: boolean;
}

/** Explains why a list is empty, and what the user can do. */
export function EmptyList({ query, isIncomplete }: Props) {
  const navigate = useNavigate();
  const { openNewTask } = use(NewTaskContext);
  const { search, type, tab } = query;
  if (search !== "" || type !== undefined) {
    const what = search === "" ? "" : ` match “${search}”`;
    return (
      <EmptyState icon={SearchX} title={`No ${type ? nameType(type) : "tasks"}${what}`}>
        {search !== "" && <p>The search covers names of recent tasks, and the type, ID and error of all tasks.</p>}
        <Button
          className="mt-4"
          size="small"
          onClick={() => void navigate({ to: "/", search: toSearch({ tab, search: "", type: undefined }) })}
        >
          Clear search
        </Button>
      </EmptyState>
    );
  }
  const { icon, title, text } = texts[tab];
  return (
    <EmptyState icon={icon} title={title}>
      <p>{isIncomplete ? "Older tasks are loading…" : text}</p>
      {tab === "all" && (
        <Button className="mt-4" tone="primary" onClick={() => openNewTask()}>
          New task
        </Button>
      )}
    </EmptyState>
  );
}

function nameType(type: string): string {
  return typeNames[type]?.toLowerCase() ?? `tasks of type ${type}`;
}

const texts: Readonly<Record<TaskTab, { icon: LucideIcon; title: string; text: string }>> = {
  all: {
    icon: Inbox,
    title: "No tasks yet",
    text: "Drop a photo on this page, send yourself an email, or import sample contacts.",
  },
  active: { icon: CircleCheck, title: "No active tasks", text: "Tasks that run or start soon appear here." },
  scheduled: { icon: CalendarClock, title: "No scheduled tasks", text: "Tasks that start later appear here." },
  retrying: {
    icon: CircleCheck,
    title: "No tasks to retry",
    text: "Tasks that wait for their next attempt appear here.",
  },
  completed: { icon: CircleCheck, title: "No completed tasks", text: "Completed tasks and their results appear here." },
  failed: {
    icon: CircleCheck,
    title: "No failed tasks",
    text: "Tasks that failed permanently appear here with the reason. You can run them again.",
  },
  cancelled: {
    icon: Ban,
    title: "No cancelled tasks",
    text: "Tasks that you cancel appear here. You can run them again.",
  },
};
