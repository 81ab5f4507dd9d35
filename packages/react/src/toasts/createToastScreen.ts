import { chooseLiveToasts } from "./chooseLiveToasts.ts";
import { isFinished, type ToastSpec } from "./toastForTask.ts";

/** Renders single toasts. */
export interface ToastPort {
  /** Shows a toast, or updates the one with this id in its place. */
  show(spec: ToastSpec): void;
  close(taskId: string): void;
  /** Shows how many tasks have no toast of their own; 0 removes it. */
  showMore(count: number): void;
}

/** Keeps what is rendered in step with the open toasts. */
export interface ToastScreen {
  /** Renders the differences in the next microtask, once for many changes. */
  scheduleRender(): void;
}

/** `close` is called for a finished task that has no place on the screen. */
export function createToastScreen(
  port: ToastPort,
  readOpen: () => ToastSpec[],
  close: (taskId: string) => void,
): ToastScreen {
  let shown = new Map<string, ToastSpec>();
  let shownMore = 0;
  let isScheduled = false;

  function scheduleRender(): void {
    if (isScheduled) return;
    isScheduled = true;
    queueMicrotask(() => {
      isScheduled = false;
      render();
    });
  }

  function render(): void {
    const { live, rest } = chooseLiveToasts(readOpen());
    for (const spec of rest) if (isFinished(spec) && spec.kind !== "failed") close(spec.id);
    const next = new Map(live.map((spec) => [spec.id, spec]));
    for (const id of shown.keys()) if (!next.has(id)) port.close(id);
    // The last one shown is in front, so the most important one comes last.
    for (const spec of live.toReversed()) if (shown.get(spec.id) !== spec) port.show(spec);
    const more = readOpen().length - live.length;
    if (more !== shownMore) port.showMore(more);
    shown = next;
    shownMore = more;
  }

  return { scheduleRender };
}
