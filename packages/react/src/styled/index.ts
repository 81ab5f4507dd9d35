export { QueueToasts, type QueueToastsProps } from "./QueueToasts.tsx";
export { StepList } from "./StepList.tsx";
export { TaskPill, type TaskPillProps } from "./TaskPill.tsx";
export type { ToastActions } from "./ToastActionsContext.ts";
