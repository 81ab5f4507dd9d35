import type { TaskSummary } from "@package/react";
import { describeTask } from "./describeTask.ts";
import { isInTab, type TaskTab } from "./taskTabs.ts";

/** What the user has asked the list for. It is in the page's address. */
export interface TaskQuery {
  tab: TaskTab;
  /** Words that all must occur; empty for no filter. */
  search: string;
  /** The type of the tasks; undefined means all. */
  type: string | undefined;
}

/** Returns a query as the search part of the page's address. */
export function toSearch({ tab, search, type }: TaskQuery): { show?: TaskTab; q?: string; type?: string } {
  return {
    ...(tab === "all" ? {} : { show: tab }),
    ...(search === "" ? {} : { q: search }),
    ...(type === undefined ? {} : { type }),
  };
}

/** Whether a query lists a task. */
export function isFound(task: TaskSummary, query: TaskQuery, nowMs: number): boolean {
  if (query.type !== undefined && task.type !== query.type) return false;
  return isInTab(query.tab, task, nowMs) && matchesSearch(task, query.search);
}

/** Whether each word occurs in the task's title, type, id or error. */
export function matchesSearch(task: TaskSummary, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const { title, kindLabel } = describeTask(task);
  const text = [title, kindLabel, task.type, task.id, task.errorMessage ?? ""].join("\n").toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Merges tasks of several responses: each once and in its newest state. */
export function mergeTasks(...lists: readonly (readonly TaskSummary[])[]): Map<string, TaskSummary> {
  const newest = new Map<string, TaskSummary>();
  for (const task of lists.flat()) {
    const known = newest.get(task.id);
    if (!known || known.rev < task.rev) newest.set(task.id, task);
  }
  return newest;
}

/** The types of the demo app, as its users call them. */
export const typeNames: Readonly<Record<string, string>> = {
  IMAGE_PROCESS: "Photos",
  EMAIL_SEND: "Emails",
  CONTACT_IMPORT: "Contacts",
};
