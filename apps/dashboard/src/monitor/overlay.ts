import { placeTask, withoutTask } from "./placeTask.ts";
import { allTasks } from "./queueLists.ts";
import type { QueueStatusView, TaskSummary } from "./taskSummary.ts";

/** What this page knows beyond the last answer: tasks by id, null for a deleted one. */
export type Overlay = ReadonlyMap<string, { task: TaskSummary | null; sinceMs: number }>;

const settleMs = 2_000;

/** Adds what is newer to the overlay; an older state (lower `rev`) of a task in it changes nothing. */
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

/** Drops what an answer has caught up with. */
export function settleOverlay(overlay: Overlay, answer: QueueStatusView): Overlay {
  if (overlay.size === 0) return overlay;
  const listed = new Map(allTasks(answer).map((task) => [task.id, task]));
  const kept = [...overlay].filter(([id, entry]) => {
    const answered = listed.get(id);
    if (answered && entry.task) return answered.rev < entry.task.rev;
    // Not listed is no proof while the answer may be older than the news.
    if (!answered === !entry.task) return false;
    return Date.parse(answer.now) < entry.sinceMs + settleMs;
  });
  return kept.length === overlay.size ? overlay : new Map(kept);
}

/** The answer with the overlay on top. */
export function applyOverlay(answer: QueueStatusView, overlay: Overlay): QueueStatusView {
  let view = answer;
  for (const [id, { task }] of overlay) view = task ? placeTask(view, task) : withoutTask(view, id);
  return view;
}
