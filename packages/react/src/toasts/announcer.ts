import type { TaskToast } from "./toastForTask.ts";
import type { ToastKind } from "./toastKindOf.ts";

/** The texts of the two live regions. A screen reader reads a text when it changes. */
export interface Announcement {
  /** Read when the user is idle. */
  polite: string;
  /** Read at once: failures. */
  assertive: string;
}

export const noAnnouncement: Announcement = { polite: "", assertive: "" };

/** Turns steps of tasks into announcements: at most one every 3 seconds, which summarizes several steps. */
export interface Announcer {
  /** Announces the current step of a task, unless it was announced before. Progress is not announced. */
  add(toast: TaskToast): void;
  /** Forgets what was announced about a task. What has not been announced yet will be. */
  forget(taskId: string): void;
  /** Announces nothing more about a task. */
  withdraw(taskId: string): void;
  /** Empties the live regions at once. */
  clear(): void;
  read(): Announcement;
  subscribe(listener: () => void): () => void;
}

const pauseMs = 3_000;

export function createAnnouncer(): Announcer {
  const listeners = new Set<() => void>();
  const lastSteps = new Map<string, string>();
  let waiting = new Map<string, TaskToast>();
  let current = noAnnouncement;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function change(next: Announcement): void {
    current = next;
    for (const listener of listeners) listener();
  }

  function speak(): void {
    timer = undefined;
    if (waiting.size === 0) return;
    const toasts = [...waiting.values()];
    waiting = new Map();
    change({
      polite: unlike(current.polite, textOf(toasts.filter(({ kind }) => kind !== "failed"))),
      assertive: unlike(current.assertive, textOf(toasts.filter(({ kind }) => kind === "failed"))),
    });
    timer = setTimeout(speak, pauseMs);
  }

  return {
    add(toast) {
      if (lastSteps.get(toast.id) === toast.stepText) return;
      lastSteps.set(toast.id, toast.stepText);
      waiting.set(toast.id, toast);
      // A moment later, so that tasks which change together are one announcement.
      timer ??= setTimeout(speak, 50);
    },
    forget(taskId) {
      lastSteps.delete(taskId);
    },
    withdraw(taskId) {
      waiting.delete(taskId);
      lastSteps.delete(taskId);
    },
    clear() {
      clearTimeout(timer);
      timer = undefined;
      waiting.clear();
      lastSteps.clear();
      change(noAnnouncement);
    },
    read: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Returns the text, with a space at its end if it would be the previous one: a screen reader reads only a text that changes. */
function unlike(previous: string, text: string): string {
  return text !== "" && text === previous ? `${text}\u00a0` : text;
}

/** "Convert holiday.jpg: Processing", or for several tasks "3 tasks completed, 1 processing". */
function textOf(toasts: readonly TaskToast[]): string {
  const [only] = toasts;
  if (!only) return "";
  if (toasts.length === 1) return `${only.title}: ${only.stepText}${only.message ? `: ${only.message}` : ""}`;
  const counts = kindOrder.flatMap((kind) => {
    const count = toasts.filter((toast) => toast.kind === kind).length;
    return count > 0 ? [{ count, word: kindWords[kind] }] : [];
  });
  return counts
    .map(({ count, word }, index) =>
      index === 0 ? `${count} ${count === 1 ? "task" : "tasks"} ${word}` : `${count} ${word}`,
    )
    .join(", ");
}

const kindWords: Readonly<Record<ToastKind, string>> = {
  completed: "completed",
  failed: "failed",
  cancelled: "cancelled",
  processing: "processing",
  retrying: "waiting for another attempt",
  pending: "waiting",
  scheduled: "scheduled",
};
const kindOrder = Object.keys(kindWords) as ToastKind[];
