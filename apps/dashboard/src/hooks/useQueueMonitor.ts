"use client";

import { useContext, useMemo, useSyncExternalStore } from "react";
import type { QueueMonitor } from "../monitor/createQueueMonitor.ts";
import { QueueMonitorContext } from "../monitor/QueueMonitorContext.ts";
import { emptySnapshot, type QueueMonitorSnapshot } from "../monitor/queueMonitorSnapshot.ts";

/** What the signed-in user's tasks are doing, and how to look again. */
export type QueueMonitorState = QueueMonitorSnapshot &
  Pick<QueueMonitor, "startMonitoring" | "serverNow" | "lastAnswerMs">;

/**
 * Watches the signed-in user's tasks: every 10 s while one is active, not at all while none is or the tab is hidden.
 * However many components use it, there is one request. Throws outside of `QueueMonitorProvider`.
 */
export function useQueueMonitor(): QueueMonitorState {
  const monitor = useContext(QueueMonitorContext);
  if (!monitor)
    throw new Error("useQueueMonitor needs a QueueMonitorProvider above it, which knows the session's user.");
  const snapshot = useSyncExternalStore(monitor.subscribe, monitor.getSnapshot, () => emptySnapshot);
  return useMemo(() => {
    const { startMonitoring, serverNow, lastAnswerMs } = monitor;
    return { ...snapshot, startMonitoring, serverNow, lastAnswerMs };
  }, [snapshot, monitor]);
}
