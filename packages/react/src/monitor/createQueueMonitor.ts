import { type QueryClient, QueryObserver } from "@tanstack/react-query";
import { createTaskWatch } from "./createTaskWatch.ts";
import { applyOverlay, type Overlay, pruneOverlay, pushToOverlay } from "./overlay.ts";
import { pollDelay } from "./pollDelay.ts";
import { hasActiveTasks } from "./queueLists.ts";
import { emptySnapshot, nextSnapshot, type QueueMonitorSnapshot } from "./queueMonitorSnapshot.ts";
import { readRefusal } from "./readRefusal.ts";
import { createServerClock } from "./serverClock.ts";
import { shareQueueStatus } from "./shareQueueStatus.ts";
import type { QueueStatusView, TaskSummary } from "./taskSummary.ts";

export interface QueueMonitorOptions {
  queryClient: QueryClient;
  /** The user whose tasks are polled; null for no polling. */
  userId: string | null;
  fetchStatus: () => Promise<QueueStatusView>;
  /** Called when the session has ended, or belongs to another user. */
  onSessionLost: () => void;
  /** Whether the server is on this machine, so that polling continues offline. */
  isLoopback: boolean;
}

/** Polls the status of one user's tasks, once for all components that read it. */
export interface QueueMonitor {
  /** Adds a listener for changes. Polling starts with the first listener and stops with the last. */
  subscribe(listener: () => void): () => void;
  getSnapshot(): QueueMonitorSnapshot;
  /** Polls at once, or joins a running request. With a task id it polls at most three times, until that task is listed. */
  startMonitoring(taskId?: string): void;
  /** Shows a task from another response, unless a newer state of it is known. */
  pushTask(task: TaskSummary): void;
  /** Removes a deleted task. */
  dropTask(taskId: string): void;
  /** Returns milliseconds since 1970 by the server's clock. */
  serverNow(): number;
  /** Returns the server's time of the last response in ms; 0 before the first. */
  lastResponseMs(): number;
}

export function createQueueMonitor(options: QueueMonitorOptions): QueueMonitor {
  const { queryClient, userId } = options;
  const clock = createServerClock();
  const watch = createTaskWatch();
  const listeners = new Set<() => void>();
  const polls = { failures: 0, retryAfterMs: undefined as number | undefined, isSignedOut: userId === null };
  let overlay: Overlay = new Map();
  let snapshot = emptySnapshot;
  let view: QueueStatusView | undefined;
  let leave: (() => void) | undefined;

  const refetchWhenAllowed = () => (polls.isSignedOut || polls.retryAfterMs !== undefined ? false : "always");
  const observer = new QueryObserver<QueueStatusView>(queryClient, {
    queryKey: ["queueStatus", userId],
    queryFn: poll,
    enabled: userId !== null,
    retry: false,
    gcTime: Number.POSITIVE_INFINITY,
    networkMode: options.isLoopback ? "always" : "online",
    structuralSharing: (old, next) => shareQueueStatus(old as QueueStatusView | undefined, next as QueueStatusView),
    refetchOnWindowFocus: refetchWhenAllowed,
    refetchOnReconnect: refetchWhenAllowed,
    refetchInterval: ({ state }) =>
      pollDelay({ ...polls, hasActive: state.data && hasActiveTasks(state.data), isWatching: watch.isWatching() }),
  });

  async function poll(): Promise<QueueStatusView> {
    try {
      const status = await options.fetchStatus();
      if (status.userId !== userId) throw new SessionChangedError();
      Object.assign(polls, { failures: 0, retryAfterMs: undefined, isSignedOut: false });
      clock.set(status.now);
      overlay = pruneOverlay(overlay, status);
      watch.count(status);
      return status;
    } catch (error) {
      // Counted here, because TanStack Query resets its own counts at each fetch, or never.
      polls.failures += 1;
      Object.assign(polls, readRefusal(error));
      if (error instanceof SessionChangedError) polls.isSignedOut = true;
      if (polls.isSignedOut) options.onSessionLost();
      throw error;
    }
  }

  function update(): void {
    const result = observer.getCurrentResult();
    if (result.data) view = shareQueueStatus(view, applyOverlay(result.data, overlay));
    const next = nextSnapshot(snapshot, view, {
      error: result.error,
      failedPolls: result.error ? polls.failures : 0,
      staleSinceMs: result.error && result.data ? result.dataUpdatedAt : null,
    });
    if (next === snapshot) return;
    snapshot = next;
    for (const listener of listeners) listener();
  }

  function changeOverlay(taskId: string, task: TaskSummary | null): void {
    overlay = pushToOverlay(overlay, taskId, task, clock.now());
    update();
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      leave ??= observer.subscribe(update);
      update();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        leave?.();
        leave = undefined;
      };
    },
    getSnapshot: () => snapshot,
    startMonitoring(taskId) {
      if (userId === null || polls.retryAfterMs !== undefined) return;
      if (taskId !== undefined) watch.add(taskId);
      void observer.refetch({ cancelRefetch: false });
    },
    pushTask: (task) => changeOverlay(task.id, task),
    dropTask: (taskId) => changeOverlay(taskId, null),
    serverNow: clock.now,
    lastResponseMs: () => Date.parse(observer.getCurrentResult().data?.now ?? "1970-01-01T00:00:00Z"),
  };
}

/** The response is about another user, who has signed in in another tab. */
class SessionChangedError extends Error {
  override readonly name = "SessionChangedError";
  constructor() {
    super("You are now signed in as another user. Reload the page.");
  }
}
