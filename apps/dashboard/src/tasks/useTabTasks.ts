import { allTasks, type TaskSummary } from "@package/react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTRPC } from "../api/trpc.ts";
import { useQueueMonitor } from "../hooks/useQueueMonitor.ts";
import { isInTab, mergeTasks, olderStatusOf, type TaskTab } from "./taskTabs.ts";

export interface TabTasks {
  tasks: TaskSummary[];
  older: { hasMore: boolean; isLoading: boolean; error: unknown; load: () => void };
}

/** Returns the tasks of a tab: the newest from the monitor, and older ones page by page on demand. */
export function useTabTasks(tab: TaskTab): TabTasks {
  const trpc = useTRPC();
  const monitor = useQueueMonitor();
  const [wanted, setWanted] = useState<ReadonlySet<TaskTab>>(new Set());
  const isWanted = wanted.has(tab);
  const status = olderStatusOf[tab];
  const pages = useInfiniteQuery(
    trpc.queue.listTasks.infiniteQueryOptions(
      { limit: 100, ...(status ? { status } : {}) },
      { getNextPageParam: (page) => page.nextCursor, enabled: isWanted, staleTime: Number.POSITIVE_INFINITY },
    ),
  );
  const { taskStatuses } = monitor;
  const listed = useMemo(() => allTasks(monitor), [monitor]);
  const tasks = useMemo(() => {
    // A task whose status has changed since its page was loaded is outdated.
    const old = (isWanted ? (pages.data?.pages ?? []) : []).flatMap((page) => page.tasks);
    const current = old.filter((task) => (taskStatuses[task.id] ?? task.status) === task.status);
    return mergeTasks(listed, current).filter((task) => isInTab(tab, task));
  }, [tab, isWanted, pages.data, listed, taskStatuses]);
  return {
    tasks,
    older: {
      hasMore: !isWanted || pages.hasNextPage,
      isLoading: pages.isFetching,
      error: pages.error,
      load: () => {
        if (isWanted) void pages.fetchNextPage();
        else setWanted(new Set([...wanted, tab]));
      },
    },
  };
}
