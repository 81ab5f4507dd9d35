import { acceptTask } from "./acceptTask.ts";
import { chooseLiveToasts } from "./chooseLiveToasts.ts";
import { type ToastSpec, type ToastTask, toastForTask } from "./toastForTask.ts";
import { createToastHistory, type ToastHistory } from "./toastHistory.ts";
import type { ToastMemory } from "./toastMemory.ts";

/** What draws toasts. */
export interface ToastPort {
  /** Draws a toast, or changes the one of this id in its place. */
  show(spec: ToastSpec): void;
  close(taskId: string): void;
  /** Says how many tasks have no toast of their own; 0 removes the note. */
  showMore(count: number): void;
}

/** All open toasts of the signed-in user. Synchronous; the drawing follows in the next microtask, once for many changes. */
export interface ToastRegistry {
  show(task: ToastTask): void;
  /** The user puts a toast away: that task never pops up again. */
  dismiss(taskId: string): void;
  /** Closes the toasts of finished tasks; failed ones stay. */
  clearCompleted(): void;
  /** Ids of all tasks with an open toast, also those that only count in "+N more". */
  activeIds(): string[];
  /** The toast's time was over. */
  expire(taskId: string): void;
  /** Had this failed task an open toast when the page was left? */
  wasLeftOpen(taskId: string): boolean;
  /** Whose toasts these are from now on; what another user had goes away. Null is nobody. */
  setUser(userId: string | null): void;
  /** The user signs out: what was remembered goes from the storage too. */
  forgetUser(): void;
  readonly history: ToastHistory;
}

export function createToastRegistry(port: ToastPort, createMemory: (userId: string) => ToastMemory): ToastRegistry {
  const open = new Map<string, { task: ToastTask; spec: ToastSpec }>();
  const history = createToastHistory();
  let drawn = new Map<string, ToastSpec>();
  let drawnMore = 0;
  let user: string | null = null;
  let memory: ToastMemory | null = null;
  let stopListening = () => {};
  let isDrawingPlanned = false;

  function show(task: ToastTask): void {
    const spec = toastForTask(task);
    const remembered = memory?.get(task.id);
    if (isFinal(spec)) history.add(spec, Date.now());
    if (remembered?.fate === "dismissed" || (remembered?.fate === "closed" && remembered.status === task.status))
      return;
    const known = open.get(task.id);
    const accepted = acceptTask(known?.task, task);
    if (accepted === known?.task) return;
    const next = toastForTask(accepted);
    open.set(task.id, { task: accepted, spec: known && isSameSpec(known.spec, next) ? known.spec : next });
    memory?.set(task.id, "open", accepted.status);
    planDrawing();
  }

  function close(taskId: string, fate: "closed" | "dismissed"): void {
    const entry = open.get(taskId);
    open.delete(taskId);
    if (entry || fate === "dismissed") memory?.set(taskId, fate, entry?.task.status ?? "");
    if (entry) planDrawing();
  }

  function planDrawing(): void {
    if (isDrawingPlanned) return;
    isDrawingPlanned = true;
    queueMicrotask(() => {
      isDrawingPlanned = false;
      draw();
    });
  }

  function draw(): void {
    const { live, rest } = chooseLiveToasts([...open.values()].map((entry) => entry.spec));
    // A finished task without a place on the screen has nothing to wait for.
    for (const spec of rest) if (isFinal(spec) && spec.kind !== "failed") close(spec.id, "closed");
    const next = new Map(live.map((spec) => [spec.id, spec]));
    for (const id of drawn.keys()) if (!next.has(id)) port.close(id);
    // The most important one comes last, and so to the front.
    for (const spec of live.toReversed()) if (drawn.get(spec.id) !== spec) port.show(spec);
    const more = open.size - live.length;
    if (more !== drawnMore) port.showMore(more);
    drawn = next;
    drawnMore = more;
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
        for (const id of ids) if (open.delete(id)) planDrawing();
      }) ?? (() => {});
    planDrawing();
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

function isFinal({ kind }: ToastSpec): boolean {
  return kind === "completed" || kind === "failed" || kind === "cancelled";
}

function isSameSpec(a: ToastSpec, b: ToastSpec): boolean {
  return (Object.keys(b) as (keyof ToastSpec)[]).every((key) => a[key] === b[key]);
}
