import { Button, PageTitle } from "@package/ui";
import { useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { use, useMemo } from "react";
import { NewTaskContext } from "../components/new/NewTaskProvider.tsx";
import { TaskList } from "../components/tasks/TaskList.tsx";

/** The home page: the user's tasks, and the button that adds one. */
export function MyTasksPage() {
  const { show, q, type } = useSearch({ from: "/app/" });
  const { openNewTask, addedCount } = use(NewTaskContext);
  const query = useMemo(() => ({ tab: show ?? "all", search: q ?? "", type }) as const, [show, q, type]);
  return (
    <>
      <div className="mb-4 flex items-center justify-between gap-3">
        <PageTitle title="My tasks" className="text-xl font-semibold tracking-tight" />
        <Button tone="primary" aria-haspopup="dialog" aria-keyshortcuts="n" onClick={() => openNewTask()}>
          <Plus aria-hidden className="size-4" />
          New
        </Button>
      </div>
      <TaskList query={query} addedCount={addedCount} />
    </>
  );
}
