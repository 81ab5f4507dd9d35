"use client";

import { useEffect, useLayoutEffect, useMemo, useSyncExternalStore } from "react";
import { useQueueMonitor } from "../hooks/useQueueMonitor.ts";
import { type Announcement, noAnnouncement } from "./announcer.ts";
import { defaultMaxToasts } from "./chooseLiveToasts.ts";
import { emptyToasts } from "./createToastRegistry.ts";
import { type DescribeTask, describeByType } from "./describeTask.ts";
import { taskToasts } from "./taskToasts.ts";
import type { TaskToast } from "./toastForTask.ts";
import { useToastFeed } from "./useToastFeed.ts";

export interface ToastsOptions {
  /** Whose toasts these are; null shows none. */
  userId: string | null;
  /** How many toasts are shown at once [default 5]. */
  maxToasts?: number | undefined;
  /** Returns the title of a task [default: the words of its type]. */
  describeTask?: DescribeTask | undefined;
}

/** The toasts to render. */
export interface Toasts {
  /** The most important one first: failed, processing, retrying, pending, completed. */
  toasts: readonly TaskToast[];
  /** How many more tasks are active or have an open toast. */
  moreCount: number;
  /** Stops the time after which toasts close, for example while the pointer is over one. Returns how to end that. */
  holdTime: () => () => void;
}

const useEarlyEffect = typeof window === "undefined" ? useEffect : useLayoutEffect;

/**
 * Returns the toasts of the signed-in user's tasks, for an app that renders them itself. Use it once, below
 * `QueueMonitorProvider`. `QueueToasts` of `@package/react/toasts` renders them with a finished look.
 */
export function useToasts({
  userId,
  maxToasts = defaultMaxToasts,
  describeTask = describeByType,
}: ToastsOptions): Toasts {
  // Before other effects, so that a toast which one of them shows belongs to this user.
  useEarlyEffect(() => taskToasts.setUser(userId), [userId]);
  useEarlyEffect(() => taskToasts.configure({ maxToasts, describeTask }), [maxToasts, describeTask]);
  useToastFeed();
  useHoldWhileHidden();
  const state = useSyncExternalStore(taskToasts.subscribe, taskToasts.getSnapshot, () => emptyToasts);
  // In the first render for another user, the effect above has not run yet.
  const { toasts, restCount } = state.userId === userId ? state : emptyToasts;
  const unlistedCount = useUnlistedCount();
  const moreCount = toasts.length === 0 ? 0 : restCount + unlistedCount;
  return useMemo(() => ({ toasts, moreCount, holdTime: taskToasts.holdTime }), [toasts, moreCount]);
}

/** Returns the texts of the live regions; put each into an element with this `aria-live`. */
export function useAnnouncement(): Announcement {
  return useSyncExternalStore(taskToasts.announcer.subscribe, taskToasts.announcer.read, () => noAnnouncement);
}

/** Returns how many active tasks the server has counted beyond those of the lists and toasts. */
function useUnlistedCount(): number {
  const { pendingTasks, processingTasks, retryingTasks, counts } = useQueueMonitor();
  const known = new Set([...pendingTasks, ...processingTasks, ...retryingTasks].map(({ id }) => id));
  for (const id of taskToasts.unfinishedIds()) known.add(id);
  return Math.max(counts.active - known.size, 0);
}

function useHoldWhileHidden(): void {
  useEffect(() => {
    let release: (() => void) | undefined;
    const update = () => {
      release?.();
      release = document.visibilityState === "hidden" ? taskToasts.holdTime() : undefined;
    };
    update();
    document.addEventListener("visibilitychange", update);
    return () => {
      document.removeEventListener("visibilitychange", update);
      release?.();
    };
  }, []);
}
