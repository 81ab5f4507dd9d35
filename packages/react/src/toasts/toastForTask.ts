import { isDueLater } from "../monitor/soon.ts";
import { type DescribeTask, describeByType, shortenText } from "./describeTask.ts";
import { formatDueTime } from "./dueTime.ts";
import { type ToastKind, toastKindOf } from "./toastKindOf.ts";

/** A task to show. The first three fields suffice; the others, which every `TaskSummary` has, add details. */
export interface ToastTask {
  id: string;
  /** A status of the queue; an unknown one is shown as pending. */
  status: string;
  data?: unknown;
  type?: string | undefined;
  attempts?: number | undefined;
  maxAttempts?: number | undefined;
  /** Percent, 0 to 100. */
  progress?: number | null | undefined;
  progressNote?: string | null | undefined;
  errorMessage?: string | null | undefined;
  /** When the start or the next attempt is due, ISO 8601. */
  dueAt?: string | null | undefined;
  /** Grows with every change of the task. */
  rev?: number | undefined;
}

/** The content of a toast. */
export interface TaskToast {
  id: string;
  kind: ToastKind;
  title: string;
  /** The current step: the only text that changes while a task runs. */
  stepText: string;
  /** Whether a spinner is right: the task runs, or starts soon. */
  isBusy: boolean;
  /** Whole percent while the task runs; null if the worker reports none. */
  progress: number | null;
  progressNote: string | null;
  /** The error message of a failed attempt. */
  message: string | null;
  /** Milliseconds until it closes; Infinity for unfinished and failed tasks. */
  durationMs: number;
}

export const closingToastMs = 8_000;
const maxTitleLength = 80;
const maxMessageLength = 240;

/** Returns the content of a task's toast at a time of the server. Never throws, even with malformed data. */
export function toastForTask(
  task: ToastTask,
  nowMs: number = Date.now(),
  describe: DescribeTask = describeByType,
): TaskToast {
  const kind = toastKindOf(task, nowMs);
  const isRunning = kind === "processing";
  return {
    id: task.id,
    kind,
    title: titleOf(task, describe),
    stepText: stepTextOf(kind, task, nowMs),
    isBusy: isRunning || kind === "pending" || (kind === "retrying" && !isDueLater(task.dueAt, nowMs)),
    progress: isRunning ? percentOf(task.progress) : null,
    progressNote: isRunning ? textOf(task.progressNote, maxTitleLength) : null,
    message: kind === "failed" || kind === "retrying" ? textOf(task.errorMessage, maxMessageLength) : null,
    durationMs: closesByItself(kind) ? closingToastMs : Number.POSITIVE_INFINITY,
  };
}

/** Returns the title of a task. If the app's function fails, the words of the type. */
export function titleOf(task: ToastTask, describe: DescribeTask): string {
  try {
    const { title } = describe(task);
    if (typeof title === "string" && title.trim() !== "") return shortenText(title, maxTitleLength);
  } catch {
    // A toast with a general title is better than none.
  }
  return shortenText(describeByType(task).title, maxTitleLength);
}

/** A scheduled task has a toast only when the app asked for it, and it must not stay for hours. */
function closesByItself(kind: ToastKind): boolean {
  return kind === "completed" || kind === "cancelled" || kind === "scheduled";
}

function stepTextOf(kind: ToastKind, task: ToastTask, nowMs: number): string {
  switch (kind) {
    case "scheduled":
      return `Starts at ${formatDueTime(task.dueAt ?? "", nowMs)}`;
    case "pending":
      return "Waiting to start...";
    case "retrying":
      return `Attempt ${task.attempts} of ${task.maxAttempts} failed, will retry${
        task.dueAt && isDueLater(task.dueAt, nowMs) ? ` at ${formatDueTime(task.dueAt, nowMs)}` : ""
      }`;
    case "processing":
      return (task.attempts ?? 1) > 1 ? `Processing, attempt ${task.attempts} of ${task.maxAttempts}` : "Processing";
    case "completed":
      return "Completed";
    case "failed":
      return (task.attempts ?? 1) > 1 ? `Failed permanently after ${task.attempts} attempts` : "Failed permanently";
    case "cancelled":
      return "Cancelled";
  }
}

function percentOf(progress: unknown): number | null {
  if (typeof progress !== "number" || !Number.isFinite(progress)) return null;
  return Math.round(Math.min(Math.max(progress, 0), 100));
}

function textOf(text: unknown, maxLength: number): string | null {
  return typeof text === "string" && text !== "" ? shortenText(text, maxLength) : null;
}

/** Whether two toasts have the same content. */
export function isSameToast(a: TaskToast, b: TaskToast): boolean {
  return (Object.keys(b) as (keyof TaskToast)[]).every((key) => a[key] === b[key]);
}
