import { describeTask, shortenText } from "../tasks/describeTask.ts";
import { type TaskKind, taskKindOf } from "../tasks/taskKindOf.ts";

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
  /** Grows with every change of the task. */
  rev?: number | undefined;
}

/** The content of a toast. */
export interface ToastSpec {
  id: string;
  kind: TaskKind;
  title: string;
  /** The current step: the only text that changes while a task runs. */
  stepText: string;
  /** Whole percent while the task runs; null if the worker reports none. */
  progress: number | null;
  progressNote: string | null;
  /** The error message of a failed attempt. */
  message: string | null;
  /** Milliseconds until it closes; Infinity for active and failed tasks. */
  durationMs: number;
}

export const completedToastMs = 8_000;
const maxTitleLength = 80;
const maxMessageLength = 240;

/** Returns the content of a task's toast. Never throws, even with malformed data. */
export function toastForTask(task: ToastTask): ToastSpec {
  const kind = taskKindOf(task);
  const isRunning = kind === "processing";
  return {
    id: task.id,
    kind,
    title: shortenText(describeTask(task).title, maxTitleLength),
    stepText: stepTextOf(kind, task),
    progress: isRunning ? percentOf(task.progress) : null,
    progressNote: isRunning && task.progressNote ? shortenText(task.progressNote, maxTitleLength) : null,
    message: messageOf(kind, task),
    durationMs: kind === "completed" || kind === "cancelled" ? completedToastMs : Number.POSITIVE_INFINITY,
  };
}

function stepTextOf(kind: TaskKind, task: ToastTask): string {
  switch (kind) {
    case "pending":
      return "Waiting to start...";
    case "retrying":
      return `Attempt ${task.attempts} of ${task.maxAttempts} failed, will retry`;
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

function messageOf(kind: TaskKind, task: ToastTask): string | null {
  if (kind !== "failed" && kind !== "retrying") return null;
  return task.errorMessage ? shortenText(task.errorMessage, maxMessageLength) : null;
}

/** Whether the task of a toast is finished. */
export function isFinished({ kind }: ToastSpec): boolean {
  return kind === "completed" || kind === "failed" || kind === "cancelled";
}
