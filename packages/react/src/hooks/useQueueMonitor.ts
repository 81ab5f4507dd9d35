"use client";

import { useMemo, useSyncExternalStore } from "react";
import type { QueueMonitor } from "../monitor/createQueueMonitor.ts";
import { emptySnapshot, type QueueMonitorSnapshot } from "../monitor/queueMonitorSnapshot.ts";
import { useMonitor } from "./useMonitor.ts";

/** The state of the signed-in user's tasks, and how to refresh it. */
export type QueueMonitorState = QueueMonitorSnapshot &
  Pick<QueueMonitor, "startMonitoring" | "pauseLive" | "resumeLive" | "endSession" | "serverNow" | "lastResponseMs">;

/**
 * Returns the state of the signed-in user's tasks. It changes with the stream, and with a poll every 10 s while a task is
 * active. Nothing is asked while none is active or the tab is hidden. All components, and all tabs of the browser, share
 * the requests. Throws outside of `QueueMonitorProvider`.
 */
export function useQueueMonitor(): QueueMonitorState {
  const monitor = useMonitor("useQueueMonitor");
  const snapshot = useSyncExternalStore(monitor.subscribe, monitor.getSnapshot, () => emptySnapshot);
  return useMemo(() => {
    const { startMonitoring, pauseLive, resumeLive, endSession, serverNow, lastResponseMs } = monitor;
    return { ...snapshot, startMonitoring, pauseLive, resumeLive, endSession, serverNow, lastResponseMs };
  }, [snapshot, monitor]);
}
