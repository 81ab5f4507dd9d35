import type { TaskSummary } from "../../monitor/taskSummary.ts";
import { taskKindOf } from "../../tasks/taskKindOf.ts";
import { formatDuration } from "../../time/formatDuration.ts";
import { RelativeTime } from "../../time/RelativeTime.tsx";

/** The time that matters now: since when it waits, when it starts, since when it runs, or when it ended and how long it took. */
export function TaskTime({ task }: { task: TaskSummary }) {
  const kind = taskKindOf(task);
  if (task.scheduledFor && (kind === "pending" || kind === "retrying")) {
    return (
      <span>
        {kind === "retrying" ? "Tries again " : "Due "}
        <RelativeTime iso={task.scheduledFor} />
      </span>
    );
  }
  if (kind === "processing" && task.startedAt) {
    return (
      <span>
        Started <RelativeTime iso={task.startedAt} />
      </span>
    );
  }
  if (task.finishedAt) {
    return (
      <span>
        <RelativeTime iso={task.finishedAt} />
        {kind === "completed" &&
          task.startedAt &&
          `, took ${formatDuration(Date.parse(task.finishedAt) - Date.parse(task.startedAt))}`}
      </span>
    );
  }
  return (
    <span>
      Added <RelativeTime iso={task.createdAt} />
    </span>
  );
}
