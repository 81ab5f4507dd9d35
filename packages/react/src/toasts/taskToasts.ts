import { createToastRegistry, type ToastRegistry } from "./createToastRegistry.ts";
import { createSonnerPort } from "./sonnerPort.tsx";
import { createToastMemory } from "./toastMemory.ts";

/** The toasts of this page. */
export const taskToasts: ToastRegistry = createToastRegistry(
  createSonnerPort({
    onExpire: (taskId) => taskToasts.expire(taskId),
    onDismiss: (taskId) => taskToasts.dismiss(taskId),
  }),
  createToastMemory,
);
