"use client";

import { useContext, useMemo, useSyncExternalStore } from "react";
import type { QueueMonitor } from "../monitor/createQueueMonitor.ts";
import { QueueMonitorContext } from "../monitor/QueueMonitorProvider.tsx";
import { emptySnapshot, type QueueMonitorSnapshot } from "../monitor/queueMonitorSnapshot.ts";

/** The state of the signed-in user's tasks, and how to refresh it. */
export type QueueMonitorState = QueueMonitorSnapshot &
  Pick<QueueMonitor, "startMonitoring" | "serverNow" | "lastResponseMs">;

/**
 * Returns the state of the signed-in user's tasks. It polls every 10 s while a task is active, and not while none is
 * active or the tab is hidden. All components share one request. Throws outside of `QueueMonitorProvider`.
 */
export function useQueueMonitor(): QueueMonitorState {
  const monitor = useContext(QueueMonitorContext);
  if (!monitor)
    throw new Error(
      "useQueueMonitor needs a QueueMonitorProvider above it. Wrap the page of the signed-in user in one.",
    );
  const snapshot = useSyncExternalStore(monitor.subscribe, monitor.getSnapshot, () => emptySnapshot);
  return useMemo(() => {
    const { startMonitoring, serverNow, lastResponseMs } = monitor;
    return { ...snapshot, startMonitoring, serverNow, lastResponseMs };
  }, [snapshot, monitor]);
}
