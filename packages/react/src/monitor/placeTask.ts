import { countOfList, type ListName, listNames, listOfStatus } from "./queueLists.ts";
import type { QueueStatusView, TaskSummary } from "./taskSummary.ts";

/**
 * Returns a status response with one task updated: moved to the list of its status, with adjusted counts. Returns the response
 * unchanged if it already has the task in this or a newer state (by `rev`).
 */
export function placeTask(view: QueueStatusView, task: TaskSummary): QueueStatusView {
  const from = listNames.find((name) => view[name].some((listed) => listed.id === task.id));
  const listed = from && view[from].find((candidate) => candidate.id === task.id);
  if (listed && listed.rev >= task.rev) return view;
  const to = listOfStatus[task.status];
  if (from === to) return { ...view, [to]: view[to].map((other) => (other.id === task.id ? task : other)) };
  const withoutIt = from ? removeTask(view, from, task.id) : view;
  return {
    ...withoutIt,
    [to]: [task, ...withoutIt[to]],
    counts: from || isNew(task) ? changeCount(withoutIt, to, 1) : withoutIt.counts,
  };
}

/** Returns a status response without this task. */
export function withoutTask(view: QueueStatusView, taskId: string): QueueStatusView {
  const from = listNames.find((name) => view[name].some((listed) => listed.id === taskId));
  return from ? removeTask(view, from, taskId) : view;
}

function removeTask(view: QueueStatusView, from: ListName, taskId: string): QueueStatusView {
  return { ...view, [from]: view[from].filter((task) => task.id !== taskId), counts: changeCount(view, from, -1) };
}

function changeCount(view: QueueStatusView, list: ListName, by: number): QueueStatusView["counts"] {
  const name = countOfList[list];
  if (name === undefined) return view.counts;
  return { ...view.counts, [name]: Math.max(view.counts[name] + by, 0) };
}

/** Whether an unlisted task is new. Otherwise it is older than the listed ones, and already counted. */
function isNew(task: TaskSummary): boolean {
  return task.status === "PENDING" && task.attempts === 0;
}
