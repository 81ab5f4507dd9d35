import { acceptTask } from "./acceptTask.ts";
import { type Announcer, createAnnouncer } from "./announcer.ts";
import { chooseLiveToasts, defaultMaxToasts } from "./chooseLiveToasts.ts";
import { createCloseTimers } from "./closeTimers.ts";
import { type DescribeTask, describeByType } from "./describeTask.ts";
import { isSameToast, type TaskToast, type ToastTask, toastForTask } from "./toastForTask.ts";
import { createToastHistory, type FilledHistory } from "./toastHistory.ts";
import { isFinishedKind } from "./toastKindOf.ts";
import type { RememberedToast, ToastMemory } from "./toastMemory.ts";

/** The toasts to render. */
export interface ToastSnapshot {
  /** Whose toasts these are. */
  readonly userId: string | null | undefined;
  /** At most `maxToasts`, the most important one first. */
  readonly toasts: readonly TaskToast[];
  /** Number of open toasts that are not among them. */
  readonly restCount: number;
}

export interface ToastSettings {
  maxToasts: number;
  describeTask: DescribeTask;
  /** Returns milliseconds since 1970 by the server's clock. */
  now: () => number;
}

/** The open toasts of the signed-in user. Changes are synchronous; listeners are called in the next microtask. */
export interface ToastRegistry {
  show(task: ToastTask): void;
  /** Closes a toast that the user dismissed; the task gets no further toast. */
  dismiss(taskId: string): void;
  /** Closes the toasts of completed and cancelled tasks; failed ones stay. */
  clearCompleted(): void;
  /** Closes the toasts of tasks that do not exist any more, and forgets them. */
  drop(taskIds: readonly string[]): void;
  /** Returns the ids of all tasks with an open toast, including those counted in "+N more tasks". */
  activeIds(): string[];
  /** Returns the ids of the unfinished ones among them. */
  unfinishedIds(): string[];
  /** Keeps the toast of a task away while a page shows the task. Returns how to end that. */
  keepAway(taskId: string): () => void;
  /** Whether this failed task had an open toast when the page was left. */
  wasLeftOpen(taskId: string): boolean;
  /** Sets the user and closes the toasts of another one; null for no user. */
  setUser(userId: string | null): void;
  /** Removes the user's toasts, also from the storage, for signing out. */
  forgetUser(): void;
  configure(settings: Partial<ToastSettings>): void;
  /** Stops the time after which toasts close by themselves. Returns how to end that. */
  holdTime(): () => void;
  getSnapshot(): ToastSnapshot;
  subscribe(listener: () => void): () => void;
  readonly history: FilledHistory;
  readonly announcer: Announcer;
}

interface OpenToast {
  task: ToastTask;
  toast: TaskToast;
}

/** Failed ones stay until they are dismissed, so their number needs a limit. */
const maxOpenFailed = 100;
const noToasts: readonly TaskToast[] = [];
export const emptyToasts: ToastSnapshot = { userId: undefined, toasts: noToasts, restCount: 0 };

export function createToastRegistry(createMemory: (userId: string) => ToastMemory): ToastRegistry {
  const open = new Map<string, OpenToast>();
  const keptAway = new Map<string, number>();
  const listeners = new Set<() => void>();
  const history = createToastHistory();
  const announcer = createAnnouncer();
  const timers = createCloseTimers((taskId) => close(taskId, "closed"));
  const settings: ToastSettings = { maxToasts: defaultMaxToasts, describeTask: describeByType, now: Date.now };
  /** Undefined until the page has said who is signed in: toasts shown before belong to that user. */
  let user: string | null | undefined;
  let memory: ToastMemory | null = null;
  let stopListening = () => {};
  let snapshot = emptyToasts;
  let isScheduled = false;
  /** Without a component that renders toasts, nobody has seen them yet, so their time does not run. */
  let endUnseen: (() => void) | undefined = timers.hold();

  function show(task: ToastTask): void {
    if (user === null) return;
    if (keptAway.has(task.id)) {
      close(task.id, "dismissed", task);
      return;
    }
    const remembered = memory?.get(task.id);
    // The memory may forget a dismissal only when the task is finished, so it has to know the status.
    if (remembered?.fate === "dismissed") memory?.set(task.id, "dismissed", task);
    if (remembered && isPast(remembered, task)) return;
    const known = open.get(task.id);
    const accepted = acceptTask(known?.task, task);
    if (accepted === known?.task) return;
    put(accepted, known);
    memory?.set(task.id, "open", accepted);
    publish();
  }

  function put(task: ToastTask, known: OpenToast | undefined): void {
    const next = toastForTask(task, settings.now(), settings.describeTask);
    const toast = known && isSameToast(known.toast, next) ? known.toast : next;
    open.set(task.id, { task, toast });
    if (known?.toast.kind !== toast.kind) timers.start(task.id, toast.durationMs);
    announcer.add(toast);
  }

  function close(taskId: string, fate: "closed" | "dismissed", task = open.get(taskId)?.task): void {
    const wasOpen = remove(taskId);
    if (wasOpen || fate === "dismissed") memory?.set(taskId, fate, task ?? { status: "" });
    if (wasOpen) publish();
  }

  function remove(taskId: string): boolean {
    timers.stop(taskId);
    announcer.forget(taskId);
    return open.delete(taskId);
  }

  /** Renders once for many changes. */
  function publish(): void {
    if (isScheduled) return;
    isScheduled = true;
    queueMicrotask(() => {
      isScheduled = false;
      publishNow();
    });
  }

  function publishNow(): void {
    const { live, rest } = chooseLiveToasts(
      [...open.values()].map(({ toast }) => toast),
      settings.maxToasts,
    );
    const failed = rest.filter(({ kind }) => kind === "failed");
    // A finished task without a place would be counted for 8 seconds, and the user has to do nothing about it.
    for (const { id, kind } of rest) if (isFinishedKind(kind) && kind !== "failed") close(id, "closed");
    for (const { id } of failed.slice(0, -maxOpenFailed)) close(id, "closed");
    const next = { userId: user, toasts: live.length === 0 ? noToasts : live, restCount: open.size - live.length };
    if (isSameSnapshot(snapshot, next)) return;
    snapshot = next;
    for (const listener of listeners) listener();
  }

  function setUser(userId: string | null): void {
    if (userId === user) return;
    const shownBefore = user === undefined ? [...open.values()].map(({ task }) => task) : [];
    user = userId;
    stopListening();
    timers.stopAll();
    open.clear();
    announcer.clear();
    memory = userId === null ? null : createMemory(userId);
    history.setUser(userId);
    stopListening =
      memory?.onClosedElsewhere((ids) => {
        for (const id of ids) if (remove(id)) publish();
      }) ?? (() => {});
    for (const task of shownBefore) show(task);
    for (const taskId of keptAway.keys()) memory?.set(taskId, "dismissed", { status: "" });
    // At once: another user must not see these toasts for a moment.
    publishNow();
  }

  return {
    show,
    dismiss: (taskId) => close(taskId, "dismissed"),
    clearCompleted() {
      for (const [id, { toast }] of open)
        if (toast.kind === "completed" || toast.kind === "cancelled") close(id, "closed");
    },
    drop(taskIds) {
      for (const taskId of taskIds) {
        memory?.drop(taskId);
        history.drop(taskId);
        announcer.withdraw(taskId);
        if (remove(taskId)) publish();
      }
    },
    activeIds: () => [...open.keys()],
    unfinishedIds: () => [...open.values()].flatMap(({ toast }) => (isFinishedKind(toast.kind) ? [] : [toast.id])),
    keepAway(taskId) {
      keptAway.set(taskId, (keptAway.get(taskId) ?? 0) + 1);
      close(taskId, "dismissed");
      return () => {
        const left = (keptAway.get(taskId) ?? 0) - 1;
        if (left > 0) keptAway.set(taskId, left);
        else keptAway.delete(taskId);
      };
    },
    wasLeftOpen: (taskId) => memory?.get(taskId)?.fate === "open",
    setUser,
    forgetUser() {
      memory?.clear();
      history.forgetUser();
      setUser(null);
    },
    configure(change) {
      Object.assign(settings, change);
      if (change.describeTask) history.setDescribe(change.describeTask);
      for (const known of open.values()) put(known.task, known);
      publish();
    },
    holdTime: timers.hold,
    getSnapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      endUnseen?.();
      endUnseen = undefined;
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) endUnseen ??= timers.hold();
      };
    },
    history,
    announcer,
  };
}

function isSameSnapshot(a: ToastSnapshot, b: ToastSnapshot): boolean {
  const isSameList = a.toasts.length === b.toasts.length && a.toasts.every((toast, index) => toast === b.toasts[index]);
  return isSameList && a.userId === b.userId && a.restCount === b.restCount;
}

/** Whether the toast of this task was dismissed, or was closed and the task has not changed since. */
function isPast(remembered: RememberedToast, task: ToastTask): boolean {
  if (remembered.fate !== "closed") return remembered.fate === "dismissed";
  if (remembered.status === task.status) return true;
  return remembered.rev !== undefined && task.rev !== undefined && task.rev <= remembered.rev;
}
