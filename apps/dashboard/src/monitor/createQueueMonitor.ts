import { type QueryClient, QueryObserver } from "@tanstack/react-query";
import { applyOverlay, type Overlay, pushToOverlay, settleOverlay } from "./overlay.ts";
import { pollDelay } from "./pollDelay.ts";
import { allTasks, hasActiveTasks } from "./queueLists.ts";
import { emptySnapshot, nextSnapshot, type QueueMonitorSnapshot } from "./queueMonitorSnapshot.ts";
import { readRefusal } from "./readRefusal.ts";
import { createServerClock } from "./serverClock.ts";
import { shareQueueStatus } from "./shareQueueStatus.ts";
import type { QueueStatusView, TaskSummary } from "./taskSummary.ts";

export interface QueueMonitorOptions {
  queryClient: QueryClient;
  /** Whose tasks these are; null while nobody is signed in, and then nothing is asked. */
  userId: string | null;
  fetchStatus: () => Promise<QueueStatusView>;
  /** The session is gone, or belongs to somebody else by now. */
  onSessionLost: () => void;
  /** The server is reached without the internet, so being offline is no reason to wait. */
  isLoopback: boolean;
}

/** Polls for one user, however many components read it: the only place that asks for the status. */
export interface QueueMonitor {
  /** The first subscriber starts the polling, the last one that leaves ends it. */
  subscribe(listener: () => void): () => void;
  getSnapshot(): QueueMonitorSnapshot;
  /**
   * Asks at once, or joins a request that is under way. With a task id it also asks again, at most three times, until
   * that task is listed.
   */
  startMonitoring(taskId?: string): void;
  /** Shows a task that another answer brought, unless a newer state of it is known. */
  pushTask(task: TaskSummary): void;
  /** Forgets a task that was deleted. */
  dropTask(taskId: string): void;
  /** Milliseconds since 1970 by the server's clock. */
  serverNow(): number;
  /** Server time of the last answer in ms; 0 before the first. */
  lastAnswerMs(): number;
}

const maxWatched = 100;
const maxWatchPolls = 3;

export function createQueueMonitor(options: QueueMonitorOptions): QueueMonitor {
  const { queryClient, userId } = options;
  const clock = createServerClock();
  const listeners = new Set<() => void>();
  const watched = new Map<string, number>();
  const polls = { failures: 0, retryAfterMs: undefined as number | undefined, isSignedOut: userId === null };
  let overlay: Overlay = new Map();
  let snapshot = emptySnapshot;
  let view: QueueStatusView | undefined;
  let leave: (() => void) | undefined;

  const mayAsk = () => !polls.isSignedOut && polls.retryAfterMs === undefined;
  const observer = new QueryObserver<QueueStatusView>(queryClient, {
    queryKey: ["queueStatus", userId],
    queryFn: poll,
    enabled: userId !== null,
    retry: false,
    gcTime: Number.POSITIVE_INFINITY,
    networkMode: options.isLoopback ? "always" : "online",
    structuralSharing: (old, next) => shareQueueStatus(old as QueueStatusView | undefined, next as QueueStatusView),
    refetchOnWindowFocus: () => (mayAsk() ? "always" : false),
    refetchOnReconnect: () => (mayAsk() ? "always" : false),
    refetchInterval: ({ state }) =>
      pollDelay({ ...polls, hasActive: state.data && hasActiveTasks(state.data), isWatching: watched.size > 0 }),
  });

  async function poll(): Promise<QueueStatusView> {
    try {
      const answer = await options.fetchStatus();
      if (answer.userId !== userId) throw new SessionChangedError();
      Object.assign(polls, { failures: 0, retryAfterMs: undefined, isSignedOut: false });
      clock.set(answer.now);
      overlay = settleOverlay(overlay, answer);
      countWatched(answer);
      return answer;
    } catch (error) {
      // Counted here, because what the query counts is either reset by each fetch or never.
      polls.failures += 1;
      Object.assign(polls, readRefusal(error));
      if (error instanceof SessionChangedError) polls.isSignedOut = true;
      if (polls.isSignedOut) options.onSessionLost();
      throw error;
    }
  }

  function countWatched(answer: QueueStatusView): void {
    if (watched.size === 0) return;
    const listed = new Set(allTasks(answer).map((task) => task.id));
    for (const [id, left] of watched) {
      if (listed.has(id) || left <= 1) watched.delete(id);
      else watched.set(id, left - 1);
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
      if (taskId !== undefined) {
        watched.delete(taskId);
        watched.set(taskId, maxWatchPolls);
        for (const oldest of [...watched.keys()].slice(0, Math.max(watched.size - maxWatched, 0)))
          watched.delete(oldest);
      }
      void observer.refetch({ cancelRefetch: false });
    },
    pushTask: (task) => changeOverlay(task.id, task),
    dropTask: (taskId) => changeOverlay(taskId, null),
    serverNow: clock.now,
    lastAnswerMs: () => Date.parse(observer.getCurrentResult().data?.now ?? "1970-01-01T00:00:00Z"),
  };
}

/** The answer is about another user: somebody else signed in, in another tab. */
class SessionChangedError extends Error {
  override readonly name = "SessionChangedError";
  constructor() {
    super("You are now signed in as another user. Reload the page.");
  }
}
