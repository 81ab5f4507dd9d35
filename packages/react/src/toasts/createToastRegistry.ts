import { acceptTask } from "./acceptTask.ts";
import { createToastScreen, type ToastPort } from "./createToastScreen.ts";
import { isFinished, type ToastSpec, type ToastTask, toastForTask } from "./toastForTask.ts";
import { createToastHistory, type ToastHistory } from "./toastHistory.ts";
import type { ToastMemory } from "./toastMemory.ts";

/** The open toasts of the signed-in user. Changes are synchronous; rendering follows in the next microtask. */
export interface ToastRegistry {
  show(task: ToastTask): void;
  /** Closes a toast that the user dismissed; the task gets no further toast. */
  dismiss(taskId: string): void;
  /** Closes the toasts of completed and cancelled tasks; failed ones stay. */
  clearCompleted(): void;
  /** Returns the ids of all tasks with an open toast, including those counted in "+N more tasks". */
  activeIds(): string[];
  /** Closes a toast whose display time has ended. */
  expire(taskId: string): void;
  /** Whether this failed task had an open toast when the page was left. */
  wasLeftOpen(taskId: string): boolean;
  /** Sets the user and closes the toasts of another one; null for no user. */
  setUser(userId: string | null): void;
  /** Removes the user's toasts, also from the storage, for signing out. */
  forgetUser(): void;
  readonly history: ToastHistory;
}

export function createToastRegistry(port: ToastPort, createMemory: (userId: string) => ToastMemory): ToastRegistry {
  const open = new Map<string, { task: ToastTask; spec: ToastSpec }>();
  const history = createToastHistory();
  const screen = createToastScreen(
    port,
    () => [...open.values()].map((entry) => entry.spec),
    (taskId) => close(taskId, "closed"),
  );
  let user: string | null = null;
  let memory: ToastMemory | null = null;
  let stopListening = () => {};

  function show(task: ToastTask): void {
    const spec = toastForTask(task);
    const remembered = memory?.get(task.id);
    if (isFinished(spec)) history.add(spec, Date.now());
    if (remembered?.fate === "dismissed" || (remembered?.fate === "closed" && remembered.status === task.status))
      return;
    const known = open.get(task.id);
    const accepted = acceptTask(known?.task, task);
    if (accepted === known?.task) return;
    const next = toastForTask(accepted);
    open.set(task.id, { task: accepted, spec: known && isSameSpec(known.spec, next) ? known.spec : next });
    memory?.set(task.id, "open", accepted.status);
    screen.scheduleRender();
  }

  function close(taskId: string, fate: "closed" | "dismissed"): void {
    const entry = open.get(taskId);
    open.delete(taskId);
    if (entry || fate === "dismissed") memory?.set(taskId, fate, entry?.task.status ?? "");
    if (entry) screen.scheduleRender();
  }

  function setUser(userId: string | null): void {
    if (userId === user) return;
    user = userId;
    stopListening();
    open.clear();
    history.clear();
    memory = userId === null ? null : createMemory(userId);
    stopListening =
      memory?.onClosedElsewhere((ids) => {
        for (const id of ids) if (open.delete(id)) screen.scheduleRender();
      }) ?? (() => {});
    screen.scheduleRender();
  }

  return {
    show,
    dismiss: (taskId) => close(taskId, "dismissed"),
    clearCompleted() {
      for (const [id, { spec }] of open)
        if (spec.kind === "completed" || spec.kind === "cancelled") close(id, "closed");
    },
    activeIds: () => [...open.keys()],
    expire: (taskId) => close(taskId, "closed"),
    wasLeftOpen: (taskId) => memory?.get(taskId)?.fate === "open",
    setUser,
    forgetUser() {
      memory?.clear();
      setUser(null);
    },
    history,
  };
}

function isSameSpec(a: ToastSpec, b: ToastSpec): boolean {
  return (Object.keys(b) as (keyof ToastSpec)[]).every((key) => a[key] === b[key]);
}
