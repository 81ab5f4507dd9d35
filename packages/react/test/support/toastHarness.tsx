import { act, render } from "@testing-library/react";
import { type ReactNode, StrictMode } from "react";
import { vi } from "vitest";
import type { TaskSummary } from "../../src/monitor/taskSummary.ts";
import { QueueToasts, type QueueToastsProps, type ToastActions } from "../../src/styled/index.ts";
import { taskToasts } from "../../src/toasts/taskToasts.ts";
import { createMonitorHarness, pass } from "./monitorHarness.tsx";

/** The toasts of a user whose tasks a test sets, with what happens when buttons are pressed. */
export function createToastHarness(tasks: TaskSummary[] = [], props: Partial<QueueToastsProps> = {}) {
  const monitor = createMonitorHarness(tasks);
  const actions = {
    hrefOf: (taskId: string) => `/tasks/${taskId}`,
    viewTask: vi.fn<ToastActions["viewTask"]>(),
    listHref: "/",
    viewList: vi.fn<ToastActions["viewList"]>(),
    retryTask: vi.fn<ToastActions["retryTask"]>(async () => {}),
  };
  // biome-ignore lint/correctness/noComponentHookFactories: one harness a test, whose server it reads
  const Page = ({ children }: { children?: ReactNode }) => (
    <StrictMode>
      <monitor.Providers>
        {children}
        <QueueToasts userId={monitor.server.userId} actions={actions} {...props} />
      </monitor.Providers>
    </StrictMode>
  );
  return { ...monitor, actions, Page, render: (children?: ReactNode) => render(<Page>{children}</Page>) };
}

/** The toasts of tasks on the screen, the most important one first. */
export function toastsOnScreen(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-task-id]")];
}

export function toastOf(taskId: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-task-id="${taskId}"]`);
}

/** The text of a live region. */
export function announced(kind: "polite" | "assertive" = "polite"): string {
  return document.querySelector(`[data-queue-announcement=${kind}]`)?.textContent ?? "";
}

/** Closes all toasts and forgets the user, as a reload into an empty browser would. */
export async function forgetToasts(): Promise<void> {
  act(() => taskToasts.forgetUser());
  await pass(1);
  localStorage.clear();
}
