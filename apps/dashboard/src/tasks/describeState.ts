import { shortenText, type TaskSummary } from "@package/react";
import { formatDue, formatDuration, formatElapsed } from "@package/ui";
import { dueMsOf, taskStateOf } from "./taskStateOf.ts";

/** What the row of a task says beside its title: why it waits, what it does, or how it ended. Null if there is nothing to say. */
export function describeRow(task: TaskSummary, nowMs: number): string | null {
  const error = task.errorMessage ? shortenText(task.errorMessage, 200) : null;
  switch (taskStateOf(task, nowMs)) {
    case "processing":
      return task.isCancelRequested ? "Cancelling…" : task.progressNote;
    case "scheduled":
      return join(pauseOf(task), describeDue("Starts", task, nowMs), error);
    case "pending":
      return join(pauseOf(task), dueMsOf(task) > nowMs && describeDue("Starts", task, nowMs), error);
    case "retrying":
      return join(pauseOf(task), describeDue("Next attempt", task, nowMs), error);
    case "failed":
      return error;
    case "completed":
    case "cancelled":
      return null;
  }
}

/** One sentence for the task's page: what the task does, and what happens next. */
export function describeNext(task: TaskSummary & { explanation: string | null }, nowMs: number): string {
  const ago = (iso: string | null) => (iso ? formatElapsed(nowMs - Date.parse(iso)) : "");
  const paused = task.isPaused === true ? "Paused by an operator. " : "";
  const attempt = task.maxAttempts > 1 ? `, attempt ${task.attempts} of ${task.maxAttempts}` : "";
  switch (taskStateOf(task, nowMs)) {
    case "processing":
      return task.isCancelRequested
        ? "Cancellation was requested. The task ends as soon as it can."
        : `Running for ${ago(task.startedAt)}${task.attempts > 1 ? attempt : ""}.`;
    case "scheduled":
      return `${paused}${describeDue("Starts", task, nowMs)}.`;
    case "pending":
      if (dueMsOf(task) > nowMs) return `${paused}${describeDue("Starts", task, nowMs)}.`;
      return task.explanation ?? "Starts shortly.";
    case "retrying":
      return `${paused}${describeDue("Next attempt", task, nowMs)}. ${task.attempts} of ${task.maxAttempts} attempts failed.`;
    case "completed":
      return describeRun("Completed", task);
    case "cancelled":
      return `${describeRun("Cancelled", task)} You can run it again.`;
    case "failed":
      return endings[task.terminalReason ?? ""] ?? "It will not run again unless you ask for it.";
  }
}

const endings: Readonly<Record<string, string>> = {
  EXHAUSTED: "All attempts failed.",
  UNRECOVERABLE: "Another attempt would fail too, so there will be none.",
  TIMEOUT: "The last attempt took too long.",
  LEASE_EXPIRED: "The process stopped unexpectedly during the last attempt.",
  RATE_LIMITED: "The external service refused too many requests.",
  EXPIRED: "It did not start in time.",
};

function describeRun(word: string, { startedAt, finishedAt }: TaskSummary): string {
  if (!startedAt || !finishedAt) return `${word}.`;
  return `${word} after ${formatDuration(Date.parse(finishedAt) - Date.parse(startedAt))}.`;
}

function describeDue(word: string, task: TaskSummary, nowMs: number): string {
  return `${word} ${formatDue(dueMsOf(task), nowMs)}`;
}

function pauseOf(task: TaskSummary): string | false {
  return task.isPaused === true && "Paused by an operator";
}

function join(...parts: (string | null | false)[]): string | null {
  return parts.filter(Boolean).join(" · ") || null;
}
