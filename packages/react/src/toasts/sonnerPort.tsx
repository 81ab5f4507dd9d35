import type { ReactElement } from "react";
import { type ExternalToast, toast } from "sonner";
import { MoreTasksToast } from "../components/toasts/MoreTasksToast.tsx";
import { TaskToast } from "../components/toasts/TaskToast.tsx";
import type { ToastPort } from "./createToastScreen.ts";

/** What can close a toast. */
export interface ToastEvents {
  onExpire(taskId: string): void;
  onDismiss(taskId: string): void;
}

const moreToastId = "more-tasks";
/** Sonner needs two frames and 200 ms to remove a closed toast; a new toast with the same id would be removed with it. */
const exitMs = 500;
const maxSonnerHistory = 100;

/** Renders toasts with sonner. */
export function createSonnerPort(events: ToastEvents): ToastPort {
  // Toasts being closed, with the render to do afterwards. Sonner reports closing them like a dismissal by the user.
  const closing = new Map<string, (() => void) | null>();
  const onScreen = new Set<string>();

  function draw(id: string, options: ExternalToast, render: () => ReactElement): void {
    if (closing.has(id)) {
      closing.set(id, () => draw(id, options, render));
      return;
    }
    onScreen.add(id);
    toast.custom(render, { ...options, id });
    trimHistory();
  }

  function close(id: string): void {
    if (closing.has(id)) closing.set(id, null);
    if (!onScreen.delete(id)) return;
    closing.set(id, null);
    toast.dismiss(id);
    setTimeout(() => {
      const drawAgain = closing.get(id);
      closing.delete(id);
      drawAgain?.();
    }, exitMs);
  }

  return {
    show(spec) {
      const options = {
        // Always set: an update without a duration keeps the previous Infinity.
        duration: spec.durationMs,
        onAutoClose: () => events.onExpire(spec.id),
        onDismiss: () => {
          if (!closing.has(spec.id)) events.onDismiss(spec.id);
        },
      };
      draw(spec.id, options, () => <TaskToast spec={spec} onDismiss={() => events.onDismiss(spec.id)} />);
    },
    close,
    showMore(count) {
      if (count === 0) close(moreToastId);
      else {
        draw(moreToastId, { duration: Number.POSITIVE_INFINITY, dismissible: false }, () => (
          <MoreTasksToast count={count} />
        ));
      }
    },
  };
}

/** Sonner keeps all toasts forever; this removes old ones that are closed. */
function trimHistory(): void {
  const history = toast.getHistory();
  if (history.length <= maxSonnerHistory) return;
  const active = new Set(toast.getToasts());
  const kept = history.filter((entry, index) => active.has(entry) || index >= history.length - maxSonnerHistory / 2);
  history.splice(0, history.length, ...kept);
}
