import { listNames, type TaskSummary } from "@package/react";
import { useServerClock } from "@package/ui";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useApi } from "../api/trpc.ts";
import { useQueueMonitor } from "../hooks/useQueueMonitor.ts";
import { isFound, mergeTasks, type TaskQuery } from "./findTasks.ts";
import { hasGoneOn } from "./hasGoneOn.ts";
import { sortTasks, tabCounts } from "./taskTabs.ts";

const pageSize = 100;
/** How often loaded tasks that the monitor does not follow are read again while they are unfinished. */
const refreshMs = 20_000;
/** The same while it is known that some of them have changed. Until then the list does not show these. */
const goneRefreshMs = 5_000;

export interface FoundTasks {
  /** In the order of the list. */
  found: TaskSummary[];
  /** Every known task by id. */
  known: ReadonlyMap<string, TaskSummary>;
  /** The server is searching. */
  isSearching: boolean;
  hasMore: boolean;
  isLoadingMore: boolean;
  error: unknown;
  loadMore: () => void;
}

/** Returns the tasks of a query: those of the monitor, and those that the server finds, page by page. */
export function useFoundTasks(query: TaskQuery): FoundTasks {
  const client = useApi();
  const monitor = useQueueMonitor();
  const serverNow = useServerClock();
  const { tab, search, type } = query;
  const [openedTab, openTab] = useState<string>();
  const isFiltered = search !== "" || type !== undefined;
  const isAsked = isFiltered || openedTab === tab;
  const input = {
    limit: pageSize,
    ...(tab === "all" ? {} : { kind: tab }),
    ...(type === undefined ? {} : { type }),
    ...(search === "" ? {} : { search }),
  };
  // The integration of tRPC would send the direction too, which the procedure refuses as an unknown field.
  const pages = useInfiniteQuery({
    queryKey: ["listTasks", input],
    queryFn: ({ pageParam, signal }) =>
      client.queue.listTasks.query({ ...input, ...(pageParam === null ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    enabled: isAsked,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
  });
  const loaded = useMemo(
    () => (isAsked && !pages.isPlaceholderData ? (pages.data?.pages ?? []).flatMap((page) => page.tasks) : noTasks),
    [isAsked, pages.isPlaceholderData, pages.data],
  );
  const { dataUpdatedAt: loadedAtMs } = pages;
  const { found, known, isOutdated, hasGone } = useMemo(() => {
    const nowMs = serverNow();
    const isLoadedLater = nowMs - Date.now() + loadedAtMs > monitor.lastResponseMs();
    const unfollowed = loaded.filter((task) => task.finishedAt === null && monitor.taskStatuses[task.id] === undefined);
    const gone = new Set(isLoadedLater ? [] : unfollowed.filter((task) => hasGoneOn(task, monitor, nowMs)));
    const kept = gone.size === 0 ? loaded : loaded.filter((task) => !gone.has(task));
    const tasks = mergeTasks(kept, ...liveLists.map((name) => monitor[name]));
    const isServers = new Set(loaded.map(({ id }) => id));
    const isListed = (task: TaskSummary) =>
      isFound(task, isServers.has(task.id) ? { ...query, search: "" } : query, nowMs);
    return {
      known: tasks,
      found: sortTasks([...tasks.values()].filter(isListed), nowMs),
      isOutdated: unfollowed.length > 0,
      hasGone: gone.size > 0,
    };
  }, [query, loaded, loadedAtMs, monitor, serverNow]);
  useRefreshWhile(isOutdated, hasGone ? goneRefreshMs : refreshMs, pages.refetch);

  const total = tabCounts(monitor.counts)[tab];
  return {
    found,
    known,
    isSearching: isFiltered && pages.isFetching && (pages.isPlaceholderData || pages.data === undefined),
    hasMore: isAsked ? pages.hasNextPage && !pages.isPlaceholderData : monitor.isReady && total > found.length,
    isLoadingMore: pages.isFetching,
    error: isAsked ? pages.error : null,
    loadMore: () => {
      if (!isAsked) openTab(tab);
      else if (pages.error && !pages.isFetchNextPageError) void pages.refetch();
      else if (!pages.isFetching) void pages.fetchNextPage();
    },
  };
}

const noTasks: TaskSummary[] = [];
/** The lists of the user's tasks, without those that a page has asked for by id. */
const liveLists = listNames.filter((name) => name !== "watchedTasks");

/** Refreshes at an interval while the page is visible. */
function useRefreshWhile(isOn: boolean, everyMs: number, refresh: () => unknown): void {
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") refresh();
    }, everyMs);
    return () => clearInterval(timer);
  }, [isOn, everyMs, refresh]);
}
