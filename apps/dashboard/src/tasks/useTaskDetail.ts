import type { TaskDetail } from "@package/api";
import { useTask } from "@package/react";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useApi } from "../api/trpc.ts";

/** While the monitor has news of a running task, its log is read this often. */
const logMs = 10_000;
/** Without news, an unfinished task is read this often, in case the monitor does not follow it. */
const quietMs = 30_000;

/** The key of a task with its history. */
export const taskDetailKey = (taskId: string) => ["getTask", taskId] as const;

/**
 * Returns a task with its history. State and progress follow the monitor; the rest is read again when the state changes, and for
 * the log at an interval while the task runs and the page is visible.
 */
export function useTaskDetail(taskId: string) {
  const { queue } = useApi();
  const live = useTask(taskId).task ?? undefined;
  const { data, error, refetch } = useQuery({
    queryKey: taskDetailKey(taskId),
    queryFn: ({ signal }): Promise<TaskDetail> => queue.getTask.query({ id: taskId }, { signal }),
    refetchInterval: ({ state }) => {
      if (!state.data || state.data.finishedAt !== null) return false;
      return state.data.status === "PROCESSING" && live && live.rev > state.data.rev ? logMs : quietMs;
    },
  });
  const isChanged =
    data !== undefined &&
    live !== undefined &&
    live.rev > data.rev &&
    (live.status !== data.status || live.attempts !== data.attempts || live.finishedAt !== data.finishedAt);
  const liveRev = live?.rev;
  useEffect(() => {
    if (isChanged && liveRev !== undefined) void refetch();
  }, [isChanged, liveRev, refetch]);
  return { task: data && withLive(data, live), detail: data, error, refetch };
}

/** Overwrites what the monitor knows better. Its data is shorter, so the task's own stays. */
function withLive(detail: TaskDetail, live: Partial<TaskDetail> | undefined): TaskDetail {
  return live?.rev !== undefined && live.rev > detail.rev ? { ...detail, ...live, data: detail.data } : detail;
}
