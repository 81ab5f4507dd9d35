"use client";

import { type CSSProperties, type RefObject, useEffect, useRef, useState } from "react";
import { Toaster } from "sonner";
import { useQueueMonitor } from "../../hooks/useQueueMonitor.ts";
import { useQueueTaskToast } from "../../hooks/useQueueTaskToast.tsx";
import { taskToasts } from "../../toasts/taskToasts.ts";
import { type SeenTasks, toastNews } from "../../toasts/toastNews.ts";
import { useConnectionToast } from "./ConnectionToast.tsx";
import { type ToastActions, ToastActionsContext } from "./ToastActionsContext.ts";

interface Props {
  /** Whose toasts these are; null shows none. */
  userId: string | null;
  actions: ToastActions;
  isDark?: boolean;
}

/** Renders all toasts of the signed-in user's tasks. Use it once, near the root of the page. */
export function QueueToasts({ userId, actions, isDark = false }: Props) {
  useEffect(() => taskToasts.setUser(userId), [userId]);
  useToastNews();
  useConnectionToast();
  const section = useRef<HTMLElement>(null);
  const isFocused = useFocusWithin(section);
  return (
    <ToastActionsContext value={actions}>
      <Toaster
        ref={section}
        theme={isDark ? "dark" : "light"}
        position="bottom-right"
        // Only the front toast of a stack can be read, so keyboard focus expands the stack.
        expand={isFocused}
        visibleToasts={6}
        gap={10}
        offset={20}
        mobileOffset={12}
        style={{ "--width": "26rem" } as CSSProperties}
        containerAriaLabel="Notifications"
      />
    </ToastActionsContext>
  );
}

function useToastNews(): void {
  const monitor = useQueueMonitor();
  const { showToast } = useQueueTaskToast();
  const seen = useRef<SeenTasks>(undefined);
  useEffect(() => {
    if (!monitor.isReady) return;
    for (const task of toastNews(seen.current, monitor, taskToasts.wasLeftOpen)) showToast(task);
    seen.current = { statuses: monitor.taskStatuses, atMs: monitor.lastResponseMs() };
  }, [monitor, showToast]);
}

/** Whether the element or one of its descendants has the focus. */
function useFocusWithin(ref: RefObject<HTMLElement | null>): boolean {
  const [isWithin, setWithin] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const enter = () => setWithin(true);
    const leave = ({ relatedTarget }: FocusEvent) =>
      setWithin(relatedTarget instanceof Node && element.contains(relatedTarget));
    element.addEventListener("focusin", enter);
    element.addEventListener("focusout", leave);
    return () => {
      element.removeEventListener("focusin", enter);
      element.removeEventListener("focusout", leave);
    };
  }, [ref]);
  return isWithin;
}
