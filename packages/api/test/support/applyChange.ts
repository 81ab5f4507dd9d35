import type { QueueStatusChange, QueueStatusView, StatusListName, TaskSummary } from "../../src/index.ts";
import { tasksOf } from "../../src/tasksOf.ts";
import { makeView } from "./makeView.ts";

/** What a client does with a message. */
export function applyChange(previous: QueueStatusView | null, change: QueueStatusChange): QueueStatusView {
  const { changed, lists, ...rest } = change;
  const tasks = previous ? tasksOf(previous) : new Map<string, TaskSummary>();
  for (const task of changed) tasks.set(task.id, task);
  const view = { ...(previous ?? makeView()), ...rest };
  for (const name of Object.keys(view) as (keyof QueueStatusView)[]) {
    if (!name.endsWith("Tasks")) continue;
    const list = name as StatusListName;
    const ids = lists[list] ?? previous?.[list].map(({ id }) => id) ?? [];
    view[list] = ids.map((id) => tasks.get(id) as TaskSummary);
  }
  return view;
}
