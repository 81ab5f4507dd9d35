import type { TaskSummary } from "@package/react";
import { act, render } from "@testing-library/react";
import { type ReactNode, StrictMode } from "react";
import { vi } from "vitest";
import { QueueToasts } from "@/components/toasts/QueueToasts";
import type { ToastActions } from "@/components/toasts/ToastActionsContext";
import { taskToasts } from "@/toasts/taskToasts";
import { createMonitorHarness, pass } from "../../../../packages/react/test/support/monitorHarness.tsx";

/** The toasts of a user whose tasks a test sets, with what happens when buttons are pressed. */
export function createToastHarness(tasks: TaskSummary[] = []) {
  const monitor = createMonitorHarness(tasks);
  const actions = {
    hrefOf: (taskId: string) => `/tasks/${taskId}`,
    viewTask: vi.fn<ToastActions["viewTask"]>(),
    listHref: "/",
    viewList: vi.fn<ToastActions["viewList"]>(),
    retryTask: vi.fn<ToastActions["retryTask"]>(async () => {}),
  };
  return {
    ...monitor,
    actions,
    render: (children?: ReactNode) =>
      render(
        <StrictMode>
          <monitor.Providers>
            <QueueToasts userId={monitor.server.userId} actions={actions} />
            {children}
          </monitor.Providers>
        </StrictMode>,
      ),
  };
}

/** The toasts on the screen that are not on their way out. */
export function toastsOnScreen(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-sonner-toast][data-removed=false]")];
}

export function toastOf(taskId: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-sonner-toast][data-removed=false] [data-task-id="${taskId}"]`);
}

/** Puts all toasts away and forgets the user, as a reload into an empty browser would. */
export async function forgetToasts(): Promise<void> {
  act(() => taskToasts.forgetUser());
  await pass(2_000);
  localStorage.clear();
}
