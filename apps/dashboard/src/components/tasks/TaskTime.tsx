import type { TaskSummary } from "@package/react";
import { taskKindOf } from "../../tasks/taskKindOf.ts";
import { formatDuration } from "../../time/formatTime.ts";
import { RelativeTime, useServerNow } from "../../time/RelativeTime.tsx";

/** The time that matters in the task's status: when it was added, will start, started or finished. */
export function TaskTime({ task }: { task: TaskSummary }) {
  const kind = taskKindOf(task);
  const now = useServerNow();
  if (task.scheduledFor && Date.parse(task.scheduledFor) > now && (kind === "pending" || kind === "retrying")) {
    return (
      <span>
        {kind === "retrying" ? "Will retry " : "Starts "}
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
  if (kind === "retrying") return <span>Will retry shortly</span>;
  return (
    <span>
      Added <RelativeTime iso={task.createdAt} />
    </span>
  );
}
