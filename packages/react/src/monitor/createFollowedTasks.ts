import type { TaskStore } from "./createTaskStore.ts";
import { tasksById } from "./queueLists.ts";
import { isDueLater } from "./soon.ts";
import type { QueueStatusView, TaskSummary } from "./taskSummary.ts";

/** Decides which tasks each request asks for by id: those whose fate somebody on this page, or in another tab, waits for. */
export interface FollowedTasks {
  /** Follows a task while somebody looks at it. Returns the function that ends this. */
  watch(taskId: string): () => void;
  isWatched(taskId: string): boolean;
  /** Expects a task that may not be visible yet: the next three responses may lack it. */
  await(taskId: string): void;
  isAwaited(taskId: string): boolean;
  isAwaiting(): boolean;
  /** Replaces the ids that another tab wants to know about. */
  setOfTab(tabId: string, ids: readonly string[]): void;
  /** Returns the ids for the next request, the ones with the longest wait first: at most 100. */
  take(): string[];
  /** Counts a response to a request for these ids. Call it before the store takes the response over. */
  count(asked: readonly string[], status: QueueStatusView): void;
  /** The ids that the server's last state says nothing about, though somebody waits for them. */
  open(): string[];
  /** The same without those that were asked for in the last 5 s. */
  urgent(): string[];
  clear(): void;
}

const maxIds = 100;
const maxTabs = 50;
const maxAwaitedPolls = 3;
const againMs = 5_000;
const forgetMs = 60_000;

export function createFollowedTasks(store: () => TaskStore, serverNowMs: () => number): FollowedTasks {
  const watchers = new Map<string, number>();
  /** How many more responses may lack each task, oldest first. */
  const awaited = new Map<string, number>();
  const tabs = new Map<string, Set<string>>();
  const askedAtMs = new Map<string, number>();

  // A task that is due later is not active: it waits for its time.
  const isDue = ({ dueAt }: TaskSummary) => !isDueLater(dueAt, serverNowMs());

  function open(): string[] {
    const isMissing = new Set(store().missingIds());
    const isUnknown = (id: string) => !store().find(id) && !isMissing.has(id);
    const ofTabs = [...tabs.values()].flatMap((ids) => [...ids]);
    const unknown = [...awaited.keys(), ...[...watchers.keys(), ...ofTabs].filter(isUnknown)];
    const leftovers = store().leftovers().filter(isDue);
    return [...new Set([...unknown, ...leftovers.map(({ id }) => id)])];
  }

  return {
    watch(taskId) {
      watchers.set(taskId, (watchers.get(taskId) ?? 0) + 1);
      return () => {
        const left = (watchers.get(taskId) ?? 1) - 1;
        if (left > 0) watchers.set(taskId, left);
        else watchers.delete(taskId);
      };
    },
    isWatched: (taskId) => watchers.has(taskId),
    await(taskId) {
      awaited.delete(taskId);
      awaited.set(taskId, maxAwaitedPolls);
      for (const oldest of [...awaited.keys()].slice(0, -maxIds)) awaited.delete(oldest);
    },
    isAwaited: (taskId) => awaited.has(taskId),
    isAwaiting: () => awaited.size > 0,
    setOfTab(tabId, ids) {
      tabs.delete(tabId);
      if (ids.length > 0) tabs.set(tabId, new Set(ids.slice(0, maxIds)));
      for (const oldest of [...tabs.keys()].slice(0, -maxTabs)) tabs.delete(oldest);
    },
    take() {
      const waited = open().sort((a, b) => (askedAtMs.get(a) ?? 0) - (askedAtMs.get(b) ?? 0));
      const server = store().server();
      const lists = server && [
        server.watchedTasks,
        server.processingTasks,
        server.retryingTasks.filter(isDue),
        server.pendingTasks,
      ];
      const listed = lists?.flat().filter(({ finishedAt }) => finishedAt === null) ?? [];
      const ids = [...new Set([...waited, ...listed.map(({ id }) => id)])].slice(0, maxIds);
      for (const id of ids) askedAtMs.set(id, performance.now());
      return ids;
    },
    count(asked, status) {
      const listed = tasksById(status);
      for (const id of asked) {
        const left = awaited.get(id) ?? 0;
        if (left > 1 && !listed.has(id)) awaited.set(id, left - 1);
        else awaited.delete(id);
        for (const ids of tabs.values()) ids.delete(id);
      }
      for (const [id, atMs] of askedAtMs) if (performance.now() - atMs > forgetMs) askedAtMs.delete(id);
    },
    open,
    urgent: () => open().filter((id) => performance.now() - (askedAtMs.get(id) ?? -againMs) >= againMs),
    clear() {
      awaited.clear();
      tabs.clear();
      askedAtMs.clear();
    },
  };
}
