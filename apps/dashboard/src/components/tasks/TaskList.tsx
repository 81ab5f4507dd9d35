import { Button, Card, ErrorCard } from "@package/ui";
import { ArrowUp } from "lucide-react";
import { useEffect, useRef } from "react";
import { useQueueMonitor } from "../../hooks/useQueueMonitor.ts";
import type { TaskQuery } from "../../tasks/findTasks.ts";
import { formatCount } from "../../tasks/taskTabs.ts";
import { useFoundTasks } from "../../tasks/useFoundTasks.ts";
import { useRows } from "../../tasks/useRows.ts";
import { EmptyList } from "./EmptyList.tsx";
import { ListFilter } from "./ListFilter.tsx";
import { ListSkeleton } from "./ListSkeleton.tsx";
import { TaskRow } from "./TaskRow.tsx";
import { TaskTabs } from "./TaskTabs.tsx";

/** The user's tasks of one tab, with search, and older ones page by page. */
export function TaskList({ query, addedCount }: { query: TaskQuery; addedCount: number }) {
  const { isReady, error, counts, startMonitoring } = useQueueMonitor();
  const list = useRef<HTMLDivElement>(null);
  const found = useFoundTasks(query);
  const { rows, newer, release } = useRows(query, found, list);
  // A task that the user has just added is shown at once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each added task moves the list once
  useEffect(release, [addedCount, release]);

  if (!isReady && error) {
    return <ErrorCard title="Your tasks could not be loaded" error={error} onRetry={() => startMonitoring()} />;
  }
  const isBusy = !isReady || (found.isSearching && rows.length === 0);
  return (
    <Card aria-label="Tasks" className="overflow-clip">
      <div className="flex flex-wrap items-center justify-between border-b border-line sm:flex-nowrap">
        <TaskTabs query={query} counts={isReady ? counts : null} />
        <ListFilter query={query} />
      </div>
      {newer > 0 && (
        <div className="pointer-events-none sticky top-16 z-20 flex h-0 justify-center">
          <Button
            tone="primary"
            size="small"
            data-shortcut="newer"
            aria-keyshortcuts="u"
            className="pointer-events-auto mt-1 rounded-full shadow-float"
            onClick={() => {
              release();
              list.current?.closest("section")?.scrollIntoView({ block: "nearest" });
            }}
          >
            <ArrowUp aria-hidden className="size-3.5" />
            {formatCount(newer)} newer
          </Button>
        </div>
      )}
      <div ref={list} data-menu-root aria-busy={found.isSearching || undefined}>
        {isBusy && <ListSkeleton />}
        {!isBusy && rows.length === 0 && <EmptyList query={query} isIncomplete={found.hasMore} />}
        {!isBusy && rows.length > 0 && (
          <ul className="divide-y divide-line">
            {rows.map((row) => (
              <TaskRow key={row.task.id} {...row} />
            ))}
          </ul>
        )}
        {found.error !== null && (
          <div className="p-4">
            <ErrorCard title="More tasks could not be loaded" error={found.error} onRetry={found.loadMore} />
          </div>
        )}
        {isReady && found.hasMore && found.error === null && (
          <OlderTasks isLoading={found.isLoadingMore} onLoad={found.loadMore} />
        )}
      </div>
    </Card>
  );
}

/** Loads older tasks when it comes into view, or when it is pressed. */
function OlderTasks({ isLoading, onLoad }: { isLoading: boolean; onLoad: () => void }) {
  const end = useRef<HTMLDivElement>(null);
  const load = useRef(onLoad);
  useEffect(() => {
    load.current = onLoad;
  });
  useEffect(() => {
    const element = end.current;
    if (isLoading || !element) return;
    const observer = new IntersectionObserver((entries) => entries.at(-1)?.isIntersecting && load.current(), {
      rootMargin: "300px",
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [isLoading]);
  return (
    <div ref={end} className="border-t border-line p-1.5 text-center">
      <Button tone="quiet" size="small" isBusy={isLoading} onClick={onLoad}>
        Show older tasks
      </Button>
    </div>
  );
}
