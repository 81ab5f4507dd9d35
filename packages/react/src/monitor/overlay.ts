import { placeTask, withoutTask } from "./placeTask.ts";
import { allTasks } from "./queueLists.ts";
import type { QueueStatusView, TaskSummary } from "./taskSummary.ts";

/** Tasks in a newer state than in the last status response, by id; null for a deleted one. */
export type Overlay = ReadonlyMap<string, { task: TaskSummary | null; sinceMs: number }>;

const graceMs = 2_000;

/** Adds a task to the overlay. A state that is not newer (by `rev`) changes nothing. */
export function pushToOverlay(
  overlay: Overlay,
  taskId: string,
  task: TaskSummary | null,
  serverNowMs: number,
): Overlay {
  const known = overlay.get(taskId);
  if (known && (known.task === null || (task && known.task.rev >= task.rev))) return overlay;
  return new Map(overlay).set(taskId, { task, sinceMs: serverNowMs });
}

/** Removes the tasks that a status response shows in the same or a newer state. */
export function pruneOverlay(overlay: Overlay, status: QueueStatusView): Overlay {
  if (overlay.size === 0) return overlay;
  const listed = new Map(allTasks(status).map((task) => [task.id, task]));
  const kept = [...overlay].filter(([id, entry]) => {
    const listedTask = listed.get(id);
    if (listedTask && entry.task) return listedTask.rev < entry.task.rev;
    // The response may have been read before the change, so keep the entry for a moment.
    if (!listedTask === !entry.task) return false;
    return Date.parse(status.now) < entry.sinceMs + graceMs;
  });
  return kept.length === overlay.size ? overlay : new Map(kept);
}

/** Returns a status response with the tasks of the overlay in their places. */
export function applyOverlay(status: QueueStatusView, overlay: Overlay): QueueStatusView {
  let view = status;
  for (const [id, { task }] of overlay) view = task ? placeTask(view, task) : withoutTask(view, id);
  return view;
}
