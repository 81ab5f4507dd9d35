"use client";

import { useEffect, useSyncExternalStore } from "react";
import type { QueueStatus } from "../monitor/taskSummary.ts";
import type { ShownTask } from "./taskTyping.ts";
import { useMonitor } from "./useMonitor.ts";

/** A task as a component sees it. */
export interface TaskState<TType extends string> {
  /** The task; null while it is not known, and if it does not exist. */
  readonly task: ShownTask<TType> | null;
  readonly status: QueueStatus | null;
  /** It does not exist any more, or is another user's. */
  readonly isMissing: boolean;
  /** Whether it exists is not known yet. */
  readonly isLoading: boolean;
}

/**
 * Returns one task, and follows it while the component is mounted. `useTask<"EMAIL_SEND">(id)` types its data by the
 * registry that `Register` names; the id must be one of such a task. The requests are the monitor's. null as id follows
 * nothing. Throws outside of `QueueMonitorProvider`.
 */
export function useTask<TType extends string = string>(id: string | null | undefined): TaskState<TType> {
  const monitor = useMonitor("useTask");
  useEffect(() => (id ? monitor.watchTask(id) : undefined), [monitor, id]);
  const found = useSyncExternalStore(
    monitor.subscribe,
    () => (id ? monitor.findTask(id) : null),
    () => (id ? undefined : null),
  );
  const task = (found ?? null) as ShownTask<TType> | null;
  return {
    task,
    status: task?.status ?? null,
    isMissing: found === null && Boolean(id),
    isLoading: found === undefined,
  };
}
