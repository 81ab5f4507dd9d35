"use client";

import type { QueueMonitor } from "../monitor/createQueueMonitor.ts";
import { useMonitor } from "./useMonitor.ts";

/** What to call with the response to a mutation. */
export type TaskUpdates = Pick<QueueMonitor, "pushTask" | "dropTask">;

/**
 * Returns functions that show the response to your mutation everywhere at once: `pushTask` after adding, retrying or
 * cancelling a task, `dropTask` after deleting one. They never change, and the hook causes no re-render. Throws outside of
 * `QueueMonitorProvider`.
 */
export function useTaskUpdates(): TaskUpdates {
  return useMonitor("useTaskUpdates");
}
