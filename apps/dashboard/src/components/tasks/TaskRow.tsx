import { cx, explainError, useNowText } from "@package/ui";
import { Link } from "@tanstack/react-router";
import { memo, useState } from "react";
import type { ListedTask } from "../../tasks/arrangeRows.ts";
import { describeRow } from "../../tasks/describeState.ts";
import { describeTask } from "../../tasks/describeTask.ts";
import { type TaskState, taskStateOf } from "../../tasks/taskStateOf.ts";
import { useTaskActions } from "../../tasks/useTaskActions.ts";
import { KindMark, kindLook } from "../ui/KindBadge.tsx";
import { ProgressBar } from "../ui/ProgressBar.tsx";
import { DeleteDialog } from "./DeleteDialog.tsx";
import { RowActions } from "./RowActions.tsx";
import { RowTime } from "./RowTime.tsx";

/** One task of the list, in one line: state, title, what happens, age. The whole row links to the task. */
export const TaskRow = memo(function TaskRow({ task, hasLeft, isGone = false }: ListedTask) {
  const actions = useTaskActions();
  const [isAsking, setAsking] = useState(false);
  const state = useNowText((nowMs) => taskStateOf(task, nowMs)) as TaskState;
  const reason = useNowText((nowMs) => describeRow(task, nowMs) ?? "");
  const { title, kindLabel } = describeTask(task);
  const refusal = actions.retry.error ?? actions.cancel.error ?? actions.remove.error;
  return (
    <li data-task-row={task.id} data-left={hasLeft || undefined} className="task-row group">
      {isGone ? (
        <span className="row-start-2 text-[0.8125rem] text-muted sm:row-start-1">–</span>
      ) : (
        <KindMark kind={state} className="row-start-2 sm:row-start-1" />
      )}
      <div className="contents sm:flex sm:min-w-0 sm:items-baseline sm:gap-2.5">
        <Link
          to="/tasks/$taskId"
          params={{ taskId: task.id }}
          data-row-link
          title={`${title} (${kindLabel})`}
          className={cx(
            "col-span-4 row-start-1 min-w-0 truncate text-sm font-medium sm:max-w-[70%] sm:shrink-0",
            "after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent-text",
            hasLeft && "text-muted",
          )}
        >
          {title}
        </Link>
        {refusal ? (
          <span role="alert" className="row-start-2 min-w-0 truncate text-[0.8125rem] text-failed sm:flex-1">
            {explainError(refusal).message}
          </span>
        ) : (
          <span
            title={reason || undefined}
            className="row-start-2 min-w-0 truncate text-[0.8125rem] text-muted sm:flex-1"
          >
            {isGone
              ? "No longer listed"
              : hasLeft
                ? `Now in ${kindLook[state].shortLabel ?? kindLook[state].label}`
                : reason}
          </span>
        )}
        {state === "processing" && !isGone && <RowProgress percent={task.progress} title={title} />}
      </div>
      <RowTime task={task} state={state} />
      {!isGone && <RowActions task={task} title={title} actions={actions} onDelete={() => setAsking(true)} />}
      {isAsking && <DeleteDialog task={task} title={title} remove={actions.remove} onClose={() => setAsking(false)} />}
    </li>
  );
});

function RowProgress({ percent, title }: { percent: number | null; title: string }) {
  const whole = percent === null ? null : Math.round(percent);
  return (
    <span className="col-start-3 row-start-2 flex shrink-0 items-center justify-end gap-2 sm:self-center">
      <ProgressBar percent={whole} label={`Progress of ${title}`} className="w-12 max-[22.5rem]:sr-only sm:w-24" />
      <span aria-hidden className="text-right sm:w-9 text-xs text-muted tabular-nums">
        {whole !== null && `${whole} %`}
      </span>
    </span>
  );
}
