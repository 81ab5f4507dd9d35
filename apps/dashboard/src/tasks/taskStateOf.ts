import type { TaskSummary } from "@package/react";
import { type TaskKind, taskKindOf } from "./taskKindOf.ts";

/** The kind of a task, with tasks that start later apart from tasks that wait. */
export type TaskState = TaskKind | "scheduled";

/** A task that is due later than this is scheduled. The server counts by the same limit. */
const soonMs = 60_000;

export function taskStateOf(task: TaskSummary, nowMs: number): TaskState {
  const kind = taskKindOf(task);
  return kind === "pending" && dueMsOf(task) > nowMs + soonMs ? "scheduled" : kind;
}

/** Returns when a waiting task is due, in ms since 1970; 0 if it is due already. */
export function dueMsOf(task: Pick<TaskSummary, "dueAt" | "scheduledFor">): number {
  return Date.parse(task.dueAt ?? task.scheduledFor ?? "1970-01-01T00:00:00Z");
}

/** Whether the task is active: it runs, or it is due within 60 seconds, for the first time or again. */
export function isActive(task: TaskSummary, nowMs: number): boolean {
  const state = taskStateOf(task, nowMs);
  return state === "processing" || state === "pending" || (state === "retrying" && dueMsOf(task) <= nowMs + soonMs);
}
