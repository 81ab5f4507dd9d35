"use client";

import { useContext } from "react";
import type { QueueMonitor } from "../monitor/createQueueMonitor.ts";
import { QueueMonitorContext } from "../monitor/QueueMonitorProvider.tsx";

/** Returns the monitor of the provider above. Throws if there is none, and names the hook that needs it. */
export function useMonitor(hook: string): QueueMonitor {
  const monitor = useContext(QueueMonitorContext);
  if (!monitor)
    throw new Error(`${hook} needs a QueueMonitorProvider above it. Wrap the page of the signed-in user in one.`);
  return monitor;
}
