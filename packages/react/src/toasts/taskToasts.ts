import { createToastRegistry, type ToastRegistry } from "./createToastRegistry.ts";
import { createToastMemory } from "./toastMemory.ts";

/** The toasts of this page. */
export const taskToasts: ToastRegistry = createToastRegistry((userId) => createToastMemory(userId));
