"use client";

import { useSyncExternalStore } from "react";
import { taskToasts } from "../toasts/taskToasts.ts";
import type { ToastRecord } from "../toasts/toastHistory.ts";

export interface TaskNotifications {
  /** The finished tasks of the last 7 days, at most 100, newest first. */
  records: readonly ToastRecord[];
  unreadCount: number;
  markRead: () => void;
  /** Removes all; they do not come back. */
  clear: () => void;
}

const { history } = taskToasts;
const noRecords: readonly ToastRecord[] = [];

/**
 * Returns the finished tasks of the signed-in user, so that they can be found after their toasts have closed. `QueueToasts`
 * or `useToasts` fills them. Read marks are kept in the browser.
 */
export function useTaskNotifications(): TaskNotifications {
  const records = useSyncExternalStore(history.subscribe, history.read, () => noRecords);
  const { markRead, clear } = history;
  return { records, unreadCount: records.filter(({ isRead }) => !isRead).length, markRead, clear };
}
