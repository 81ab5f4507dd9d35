import type { TaskSummary } from "../monitor/taskSummary.ts";
import { describeTask } from "./describeTask.ts";

/** Do all words of the filter occur in what a task is called, its type, its id or its error? */
export function matchesFilter(task: TaskSummary, filter: string): boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const { title, kindLabel } = describeTask(task);
  const text = [title, kindLabel, task.type, task.id, task.errorMessage ?? ""].join("\n").toLowerCase();
  return words.every((word) => text.includes(word));
}
