import { createContext, type MouseEvent } from "react";

/** What the buttons of a toast do. Provided by the page, so that toasts need no router and no API client. */
export interface ToastActions {
  /** URL of the task's page. */
  hrefOf(taskId: string): string;
  /** Navigates there without a page load. */
  viewTask(taskId: string): void;
  /** URL of the task list. */
  listHref: string;
  viewList(): void;
  /** Rejects with the server's error. */
  retryTask(taskId: string): Promise<unknown>;
}

export const ToastActionsContext = createContext<ToastActions | null>(null);

/** Returns a click handler that navigates without a page load. A click for a new tab is left to the browser. */
export function followLink(navigate: () => void) {
  return (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    navigate();
  };
}
