import { createContext } from "react";

/** What the buttons of a toast do; the page around the toasts says so. */
export interface ToastActions {
  /** Address of the task's page. */
  hrefOf(taskId: string): string;
  /** Goes there without loading a page. */
  viewTask(taskId: string): void;
  /** Address of the list, and the way there. */
  listHref: string;
  viewList(): void;
  /** Rejects with the server's refusal. */
  retryTask(taskId: string): Promise<unknown>;
}

export const ToastActionsContext = createContext<ToastActions | null>(null);
