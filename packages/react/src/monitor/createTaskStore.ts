import { addOwnChange, type OwnChanges, pruneOwnChanges, withOwnTasks } from "./ownChanges.ts";
import { makeLists, tasksById } from "./queueLists.ts";
import { shareQueueStatus } from "./shareQueueStatus.ts";
import type { QueueStatusView, TaskSummary } from "./taskSummary.ts";

/** The request that a state answers. */
export interface StatusOrigin {
  /** The ids that it asked for. */
  asked: readonly string[];
  /** What `mark` returned before. */
  mark: number;
  /** Whether it allowed a state from before. */
  canBeOld: boolean | undefined;
}

/** What the page knows of the user's tasks: the server's last state, and the little that it knows besides. */
export interface TaskStore {
  /**
   * Takes over a state of the server. A state that is older than one which arrived during its request, or which the request allowed
   * to be old, only settles the tasks that were asked for. So does an older one of the stream, whose next message contains all of it.
   */
  accept(status: QueueStatusView, origin?: StatusOrigin | undefined): void;
  mark(): number;
  /** The server's last state; null before the first. */
  server(): QueueStatusView | null;
  /** The same with the tasks of `push`, and those whose state the server has not told lately. */
  shown(): QueueStatusView | null;
  find(taskId: string): TaskSummary | undefined;
  /** Shows a task from another response, unless a newer state of it is known. Returns whether that changed anything. */
  push(task: TaskSummary, serverNowMs: number): boolean;
  /** Removes a deleted task. Returns whether that changed anything. */
  drop(taskId: string, serverNowMs: number): boolean;
  /** Unfinished tasks that the server's last state does not contain. */
  leftovers(): TaskSummary[];
  /** The last ids that did not exist. The array changes only with its content. */
  missingIds(): readonly string[];
  forgetMissing(taskId: string): void;
  clear(): void;
}

export interface TaskStoreOptions {
  /** Whether a finished task stays known when the server's lists end above it. */
  isWatched: (taskId: string) => boolean;
  /** Whether a task that a response lacks may not be visible yet, so that it does not count as missing. */
  isAwaited: (taskId: string) => boolean;
}

const maxMissing = 200;
const maxLeftovers = 1_000;
const maxBehindMs = 10_000;
const none: readonly string[] = [];

export function createTaskStore({ isWatched, isAwaited }: TaskStoreOptions): TaskStore {
  let server: QueueStatusView | null = null;
  let shown: QueueStatusView | null = null;
  let byId: ReadonlyMap<string, TaskSummary> = new Map();
  let own: OwnChanges = new Map();
  let further: readonly TaskSummary[] = [];
  let missing = none;
  let accepted = 0;

  function show(): void {
    if (server) shown = shareQueueStatus(shown, withOwnTasks(server, own, further));
    byId = shown ? tasksById(shown) : new Map();
  }

  function changeOwn(id: string, task: TaskSummary | null, sinceMs: number): boolean {
    const before = own;
    own = addOwnChange(own, byId.get(id) ?? own.get(id)?.task ?? undefined, { id, task, sinceMs });
    if (task) forgetMissing(id);
    show();
    return own !== before;
  }

  function forgetMissing(taskId: string): void {
    if (missing.includes(taskId)) missing = missing.filter((id) => id !== taskId);
  }

  return {
    accept(status, origin) {
      const behindMs = server ? Date.parse(server.now) - Date.parse(status.now) : 0;
      // A state of the stream that is older by more than that comes from a clock that was set back.
      const isLate = behindMs > 0 && (origin ? origin.canBeOld || origin.mark < accepted : behindMs < maxBehindMs);
      const next = isLate && server ? settle(server, status) : status;
      const listed = tasksById(next);
      const isMissing = (id: string) => !listed.has(id) && !isAwaited(id);
      const asked = isLate ? status.missingIds : [...status.missingIds, ...(origin?.asked ?? [])];
      const missingNow = [...new Set(asked)].filter(isMissing);
      accepted += 1;
      server = shareQueueStatus(server, { ...next, missingIds: missingNow });
      missing = rememberMissing(missing, missingNow, listed);
      own = pruneOwnChanges(own, server);
      further = [...byId.values()]
        .filter(({ id, finishedAt }) => !listed.has(id) && (finishedAt === null || isWatched(id)))
        .filter(({ id }) => !missingNow.includes(id) && own.get(id)?.task !== null)
        .slice(0, maxLeftovers);
      show();
    },
    mark: () => accepted,
    server: () => server,
    shown: () => shown,
    find: (taskId) => byId.get(taskId),
    push: (task, serverNowMs) => changeOwn(task.id, task, serverNowMs),
    drop: (taskId, serverNowMs) => changeOwn(taskId, null, serverNowMs),
    leftovers() {
      const listed = server ? tasksById(server) : new Map();
      return [...byId.values()].filter(({ id, finishedAt }) => finishedAt === null && !listed.has(id));
    },
    missingIds: () => missing,
    forgetMissing,
    clear() {
      server = shown = null;
      own = new Map();
      further = [];
      missing = none;
      show();
    },
  };
}

/** Returns a state with the tasks of an older response that it does not contain: those that were asked for by id. */
function settle(state: QueueStatusView, response: QueueStatusView): QueueStatusView {
  const known = tasksById(state);
  const asked = response.watchedTasks.filter(({ id }) => !known.has(id));
  return { ...state, ...makeLists((name) => state[name]), watchedTasks: [...state.watchedTasks, ...asked] };
}

function rememberMissing(
  known: readonly string[],
  ids: readonly string[],
  listed: ReadonlyMap<string, unknown>,
): readonly string[] {
  const next = [...new Set([...known, ...ids])].filter((id) => !listed.has(id)).slice(-maxMissing);
  return next.length === known.length && next.every((id, index) => id === known[index]) ? known : next;
}
