import { countOfList, type ListName, listNames, listOfStatus } from "./queueLists.ts";
import type { QueueStatusView, TaskSummary } from "./taskSummary.ts";

/**
 * An answer with one newer task in its place: moved to the list of its status, counts along with it. A task that the
 * answer shows in a newer state (higher `rev`) is left as it is.
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

/** An answer without this task. */
export function withoutTask(view: QueueStatusView, taskId: string): QueueStatusView {
  const from = listNames.find((name) => view[name].some((listed) => listed.id === taskId));
  return from ? removeTask(view, from, taskId) : view;
}

function removeTask(view: QueueStatusView, from: ListName, taskId: string): QueueStatusView {
  return { ...view, [from]: view[from].filter((task) => task.id !== taskId), counts: changeCount(view, from, -1) };
}

function changeCount(view: QueueStatusView, list: ListName, by: number): QueueStatusView["counts"] {
  const name = countOfList[list];
  return { ...view.counts, [name]: Math.max(view.counts[name] + by, 0) };
}

/** A task that is not listed is either new, or older than what the lists show and already counted. */
function isNew(task: TaskSummary): boolean {
  return task.status === "PENDING" && task.attempts === 0;
}
