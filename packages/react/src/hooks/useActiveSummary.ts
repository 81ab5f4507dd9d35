"use client";

import { useMemo } from "react";
import { type ActiveSummary, summarizeActive } from "../toasts/summarizeActive.ts";
import { useQueueMonitor } from "./useQueueMonitor.ts";

/** Returns what the signed-in user's tasks do at the moment, for example for the title of the browser's tab. */
export function useActiveSummary(): ActiveSummary {
  const { counts, processingTasks } = useQueueMonitor();
  return useMemo(() => summarizeActive(counts, processingTasks), [counts, processingTasks]);
}
