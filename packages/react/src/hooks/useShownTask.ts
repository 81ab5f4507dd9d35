"use client";

import { useEffect, useLayoutEffect } from "react";
import { taskToasts } from "../toasts/taskToasts.ts";

const useEarlyEffect = typeof window === "undefined" ? useEffect : useLayoutEffect;

/**
 * Says that this page shows a task, so that the task needs no toast: an open one closes permanently, and none appears while
 * the page is mounted, also after a reload.
 */
export function useShownTask(taskId: string): void {
  useEarlyEffect(() => taskToasts.keepAway(taskId), [taskId]);
}
