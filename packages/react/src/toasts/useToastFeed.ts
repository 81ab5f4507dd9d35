"use client";

import { useEffect, useRef } from "react";
import { type QueueMonitorState, useQueueMonitor } from "../hooks/useQueueMonitor.ts";
import { allTasks } from "../monitor/queueLists.ts";
import { taskToasts } from "./taskToasts.ts";
import { type SeenTasks, seenTasks, toastNews } from "./toastNews.ts";

/** Shows the toasts of the monitor's tasks, and fills the notifications. */
export function useToastFeed(): void {
  const monitor: QueueMonitorState & { missingIds?: readonly string[] } = useQueueMonitor();
  const { startMonitoring, serverNow } = monitor;
  const seen = useRef<SeenTasks>(undefined);
  const asked = useRef(new Set<string>());
  useEffect(() => taskToasts.configure({ now: serverNow }), [serverNow]);
  useEffect(() => {
    if (!monitor.isReady) {
      seen.current = undefined;
      return;
    }
    const atMs = monitor.lastResponseMs();
    for (const task of toastNews(seen.current, monitor, atMs, taskToasts.wasLeftOpen)) taskToasts.show(task);
    taskToasts.history.fill(allTasks(monitor), atMs);
    taskToasts.drop(monitor.missingIds ?? []);
    seen.current = seenTasks(monitor, monitor.taskStatuses, atMs);
    // The lists are cut at 50: ask for the tasks that they do not have.
    const unlisted = taskToasts.unfinishedIds().filter((id) => monitor.taskStatuses[id] === undefined);
    for (const id of unlisted) if (!asked.current.has(id)) startMonitoring(id);
    asked.current = new Set(unlisted);
  }, [monitor, startMonitoring]);
}
