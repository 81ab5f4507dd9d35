import { Search } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useQueueMonitor } from "../../hooks/useQueueMonitor.ts";
import { matchesFilter, type TaskTab, tabCounts } from "../../tasks/taskTabs.ts";
import { useTabTasks } from "../../tasks/useTabTasks.ts";
import { Button } from "../ui/Button.tsx";
import { Card, Skeleton } from "../ui/Card.tsx";
import { ErrorCard } from "../ui/ErrorCard.tsx";
import { EmptyList } from "./EmptyList.tsx";
import { TaskRow } from "./TaskRow.tsx";
import { TaskTabs } from "./TaskTabs.tsx";

/** The user's tasks of one tab, with a filter and a button for older ones. */
export function TaskList({ tab }: { tab: TaskTab }) {
  const monitor = useQueueMonitor();
  const counts = tabCounts(monitor);
  const { tasks, older } = useTabTasks(tab);
  const [filter, setFilter] = useState("");
  const words = useDeferredValue(filter);
  const shown = tasks.filter((task) => matchesFilter(task, words));

  if (!monitor.isReady && monitor.error) {
    return (
      <ErrorCard
        title="Your tasks could not be loaded"
        error={monitor.error}
        onRetry={() => monitor.startMonitoring()}
      />
    );
  }
  return (
    <Card aria-label="Tasks" className="overflow-hidden">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-3 py-2 sm:px-4">
        <TaskTabs current={tab} counts={counts} />
        <div className="relative w-full sm:w-56">
          <Search
            aria-hidden
            className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted pointer-coarse:top-3.5"
          />
          <input
            type="search"
            data-filter
            aria-label="Filter tasks"
            aria-keyshortcuts="/"
            placeholder="Filter"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Escape") setFilter("");
            }}
            className="touch-target h-8 w-full rounded-lg border border-line-strong bg-surface pr-2 pl-8 text-sm placeholder:text-muted"
          />
        </div>
      </div>
      {!monitor.isReady ? (
        <ListSkeleton />
      ) : shown.length === 0 ? (
        <EmptyList tab={tab} filter={words} searched={tasks.length} onClear={() => setFilter("")} />
      ) : (
        <ul className="divide-y divide-line">
          {shown.map((task) => (
            <TaskRow key={task.id} task={task} />
          ))}
        </ul>
      )}
      {older.error !== null && (
        <div className="p-4">
          <ErrorCard title="Older tasks could not be loaded" error={older.error} onRetry={older.load} />
        </div>
      )}
      {monitor.isReady && older.hasMore && counts[tab] > tasks.length && (
        <div className="border-t border-line p-3 text-center">
          <Button tone="quiet" isBusy={older.isLoading} onClick={older.load}>
            Show older tasks
          </Button>
        </div>
      )}
    </Card>
  );
}

/** Placeholder rows, as tall as the rows of the list. */
function ListSkeleton() {
  return (
    <div role="status" aria-label="Loading tasks" className="divide-y divide-line">
      {["a", "b", "c"].map((key) => (
        <div key={key} className="flex items-center gap-4 px-5 py-4">
          <Skeleton className="hidden size-9 rounded-xl sm:block" />
          <div className="flex-1 space-y-2">
            <Skeleton className="h-4 w-2/5" />
            <Skeleton className="h-3 w-1/4" />
          </div>
          <Skeleton className="h-6 w-24 rounded-full" />
        </div>
      ))}
    </div>
  );
}
