import { taskToasts } from "./taskToasts.ts";

/** Closes the toasts of the user who signs out, and removes what the browser has stored about them and the notifications. */
export function forgetToasts(): void {
  taskToasts.forgetUser();
}
