import type { TaskSummary } from "@package/react";
import { formatAge, formatElapsed, formatExactTime, formatMoment, useNowText } from "@package/ui";
import type { TaskState } from "../../tasks/taskStateOf.ts";

/** The time that matters in the task's state: how long it runs, or how long ago it ended or was added. The focused row shows the moment itself. */
export function RowTime({ task, state }: { task: TaskSummary; state: TaskState }) {
  const isRunning = state === "processing" && task.startedAt !== null;
  const iso = (isRunning ? task.startedAt : task.finishedAt) ?? task.createdAt;
  const timeMs = Date.parse(iso);
  const age = useNowText((nowMs) => (isRunning ? formatElapsed(nowMs - timeMs) : formatAge(nowMs - timeMs)));
  const moment = useNowText((nowMs) => formatMoment(timeMs, nowMs));
  const word = isRunning ? "Started" : task.finishedAt ? "Finished" : "Added";
  return (
    <time
      dateTime={iso}
      title={`${word} ${formatExactTime(timeMs)}`}
      className="col-start-4 row-start-2 text-right sm:col-start-3 sm:row-start-1 text-xs whitespace-nowrap text-muted tabular-nums"
    >
      <span className="group-has-[a:focus-visible]:hidden">{age}</span>
      <span aria-hidden className="hidden group-has-[a:focus-visible]:inline">
        {moment}
      </span>
    </time>
  );
}
