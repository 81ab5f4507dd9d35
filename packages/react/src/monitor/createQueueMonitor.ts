import type { BrowserPorts } from "../live/browserPorts.ts";
import { createLiveTab, type LiveTab, type SessionEnd } from "../live/createLiveTab.ts";
import type { SubscribeToStatus } from "../live/createStream.ts";
import { createFollowedTasks, type FollowedTasks } from "./createFollowedTasks.ts";
import { createPoller, SessionChangedError } from "./createPoller.ts";
import { createTaskStore, type StatusOrigin, type TaskStore } from "./createTaskStore.ts";
import { nextDueInMs } from "./nextDueInMs.ts";
import { pollMs } from "./pollDelay.ts";
import { type Connection, emptySnapshot, nextSnapshot, type QueueMonitorSnapshot } from "./queueMonitorSnapshot.ts";
import { createServerClock } from "./serverClock.ts";
import type { QueueStatusView, TaskSummary } from "./taskSummary.ts";

export interface FetchStatusOptions {
  /**
   * How old the state may be, in milliseconds. A page whose stream is open passes it with its regular polls, and `getQueueStatus` of
   * `@package/api` then responds with what the stream has read. Default 0. To ignore it is always right.
   */
  maxAgeMs?: number | undefined;
}

/** Where the status of the user's tasks comes from. `@package/react/trpc` and `@package/react/sse` create one. */
export interface StatusSource {
  /** Returns the user's status, with the tasks of these ids besides: at most 100. */
  fetchStatus: (ids: readonly string[], options?: FetchStatusOptions) => Promise<QueueStatusView>;
  /** Opens a stream of changes. Without it, the status is polled. */
  subscribe?: SubscribeToStatus | undefined;
}

export interface QueueMonitorOptions {
  /** The user whose tasks these are; null for no requests. */
  userId: string | null;
  source: () => StatusSource & { onSessionLost?: (() => void) | undefined };
  /** Called when the monitor starts, which it never does on a server. */
  openPorts: () => BrowserPorts;
}

/** Knows the status of one user's tasks, for all components that read it. */
export interface QueueMonitor {
  /** Adds a listener for changes. Requests start with the first listener and stop with the last. */
  subscribe(listener: () => void): () => void;
  getSnapshot(): QueueMonitorSnapshot;
  /**
   * Asks at once. Call it after a change: during a request, one more follows. With a task id it asks until the task is
   * visible, at most three times. Also asks while the server has told to wait, so call it for the user's own actions.
   */
  startMonitoring(taskId?: string): void;
  /** Shows a task from the response to a mutation at once, unless a newer state of it is known, and follows it until it is finished. */
  pushTask(task: TaskSummary): void;
  /** Removes a task that was deleted. */
  dropTask(taskId: string): void;
  /** Follows a task while it is on the page, whether or not a list has it. Returns the function that ends this. */
  watchTask(taskId: string): () => void;
  /** Returns a task; null if it does not exist, undefined if that is not known yet. */
  findTask(taskId: string): TaskSummary | null | undefined;
  /** Stops the stream and all polls of this page, until `resumeLive`. */
  pauseLive(): void;
  resumeLive(): void;
  /** Forgets all tasks, here and in the other tabs of the user, which call `onSessionLost`. Call it at sign-out. */
  endSession(): void;
  /** Returns milliseconds since 1970 by the server's clock. */
  serverNow(): number;
  /** Returns the server's time of the last response in ms; 0 before the first. */
  lastResponseMs(): number;
}

export function createQueueMonitor({ userId, source, openPorts }: QueueMonitorOptions): QueueMonitor {
  const clock = createServerClock();
  const listeners = new Set<() => void>();
  const followed: FollowedTasks = createFollowedTasks(() => store, clock.now);
  const store: TaskStore = createTaskStore(followed);
  let snapshot = emptySnapshot;
  let tab: LiveTab | undefined;
  let ports: BrowserPorts | undefined;
  let isRunning = false;
  let isPaused = false;
  let isEnded = false;
  /** Whether the user has signed out since the last response. */
  let isSignedOut = false;
  let endings = 0;

  const poller = createPoller({
    poll,
    onSettled: () => {
      publish();
      tab?.share();
    },
    onSignedOut: () => end({ isSignOut: false, isRemote: false }),
    isAllowed: () => isRunning && !isEnded && tab?.mayPoll() === true,
    hasActive: () => {
      const counts = store.server()?.counts;
      return counts && counts.active + followed.open().length > 0;
    },
    isAwaiting: followed.isAwaiting,
    nextDueInMs: () => nextDueInMs(store.server(), clock.now()),
  });

  async function poll(isRegular: boolean): Promise<void> {
    const asked = followed.take();
    const mark = store.mark();
    const endingsBefore = endings;
    const canBeOld = isRegular && tab?.health().isLive && !followed.isAwaiting();
    const status = await source().fetchStatus(asked, canBeOld ? { maxAgeMs: maxPollAgeMs } : undefined);
    // The server may have read it before the session ended.
    if (endings !== endingsBefore) return;
    if (status.userId !== userId) throw new SessionChangedError();
    const wasEnded = isEnded;
    isEnded = isSignedOut = false;
    followed.count(asked, status);
    accept(status, { asked, mark, canBeOld });
    if (wasEnded) tab?.updatePaused();
  }

  function accept(status: QueueStatusView, origin?: StatusOrigin): void {
    store.accept(status, origin);
    // A state that the server may have read some seconds ago says nothing about the time.
    if (!origin?.canBeOld) clock.set(status.now);
    publish();
    tab?.share();
    askForLeftovers();
  }

  /** When nothing is active any more, the tasks that this page still believes to be unfinished are not: ask what became of them. */
  function askForLeftovers(): void {
    const isIdle = store.server()?.counts.active === 0;
    if (tab?.mayPoll() && isIdle && followed.urgent().length > 0) poller.ask();
    tab?.follow(followed.open());
  }

  function publish(): void {
    const { errorMessage, failedPolls, staleSinceMs, isLive } = tab?.health() ?? noHealth;
    const { error: ownError } = poller.health();
    const error = ownError?.message === errorMessage ? ownError : toError(snapshot.error, errorMessage);
    const connection = connectionOf(isLive, error !== null);
    const missingIds = store.missingIds();
    const next = nextSnapshot(snapshot, store.shown(), { error, failedPolls, staleSinceMs, connection, missingIds });
    if (next === snapshot) return;
    snapshot = next;
    for (const listener of listeners) listener();
  }

  function connectionOf(isLive: boolean, hasFailed: boolean): Connection {
    if (isPaused) return "paused";
    if (isLive) return "live";
    return hasFailed || ports?.isOnline() === false ? "offline" : "polling";
  }

  function end(how: SessionEnd): void {
    endings += 1;
    if (how.isSignOut) {
      isSignedOut = true;
      store.clear();
      followed.clear();
    }
    if (!isEnded) {
      isEnded = true;
      tab?.end(how);
      if (how.isRemote || !how.isSignOut) source().onSessionLost?.();
    }
    publish();
  }

  function ask(taskId?: string): void {
    if (!isRunning || !tab) {
      // It starts with the listeners of this moment, and then asks.
      if (listeners.size === 0) poller.ask();
    } else if (!ports?.isOnline()) return;
    else if (tab.isAsking() || isPaused || isEnded) poller.ask();
    else {
      tab.follow(followed.open());
      tab.askLeader(taskId);
    }
  }

  function start(): void {
    if (isRunning || listeners.size === 0 || userId === null) return;
    isRunning = true;
    ports ??= openPorts();
    tab ??= createLiveTab({
      ports,
      userId,
      poller,
      subscribe: () => source().subscribe,
      takeIds: followed.take,
      isPaused: () => isPaused,
      isEnded: () => isEnded,
      status: store.server,
      onStatus: (status, from) => {
        // The leading tab may have sent it before it knew.
        if (isSignedOut) return;
        if (status.userId !== userId) return poller.ask();
        accept(status);
        // The stream does not know the tasks that only polls have told of.
        if (from === "stream" && followed.open().length > 0) tab?.renewStream();
      },
      onChange: publish,
      onIdsOfTab: (tabId, ids) => {
        followed.setOfTab(tabId, ids);
        if (followed.urgent().length > 0) poller.ask();
      },
      onAsk: (taskId) => {
        if (taskId !== undefined) followed.await(taskId);
        poller.ask();
      },
      onEnded: end,
    });
    tab.start();
  }

  function stop(): void {
    tab?.stop();
    isRunning = false;
  }

  function setPaused(next: boolean): void {
    if (isPaused === next) return;
    isPaused = next;
    tab?.updatePaused();
    publish();
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      // After the effects of all components of this moment: StrictMode's, and those that say what they watch.
      queueMicrotask(start);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stop();
      };
    },
    getSnapshot: () => snapshot,
    startMonitoring(taskId) {
      if (userId === null) return;
      if (taskId !== undefined) {
        followed.await(taskId);
        store.forgetMissing(taskId);
      }
      ask(taskId);
    },
    pushTask(task) {
      if (!store.push(task, clock.now())) return;
      publish();
      ask();
    },
    dropTask(taskId) {
      if (!store.drop(taskId, clock.now())) return;
      publish();
      ask();
    },
    watchTask(taskId) {
      const endWatch = followed.watch(taskId);
      if (isRunning && !isPaused && followed.open().includes(taskId)) {
        if (tab?.isAsking()) poller.ask();
        else tab?.follow(followed.open());
      }
      return endWatch;
    },
    findTask: (taskId) => store.find(taskId) ?? (store.missingIds().includes(taskId) ? null : undefined),
    pauseLive: () => setPaused(true),
    resumeLive: () => setPaused(false),
    endSession: () => end({ isSignOut: true, isRemote: false }),
    serverNow: clock.now,
    lastResponseMs: () => Date.parse(store.server()?.now ?? "1970"),
  };
}

/** A little less than the time between two polls: one of them is then answered by a read if nobody else has caused one. */
const maxPollAgeMs = pollMs - 1_000;

const noHealth = { isLive: false, errorMessage: null, failedPolls: 0, staleSinceMs: null };

/** Returns the error of another tab's request, the same object while it lasts. */
function toError(previous: Error | null, message: string | null): Error | null {
  if (message === null) return null;
  return previous?.message === message ? previous : new Error(message);
}
