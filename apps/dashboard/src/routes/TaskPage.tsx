import type { TaskDetail } from "@package/api";
import { statusOf, useShownTask, useTaskUpdates } from "@package/react";
import { ErrorCard, FoldedCard, Skeleton } from "@package/ui";
import { Link, useParams } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { useEffect } from "react";
import { JsonView } from "../components/detail/JsonView.tsx";
import { LogList } from "../components/detail/LogList.tsx";
import { TaskHeader } from "../components/detail/TaskHeader.tsx";
import { TaskResult } from "../components/detail/TaskResult.tsx";
import { TechnicalDetails } from "../components/detail/TechnicalDetails.tsx";
import { Timeline } from "../components/detail/Timeline.tsx";
import { describeTask } from "../tasks/describeTask.ts";
import { useTaskDetail } from "../tasks/useTaskDetail.ts";
import { NotFound } from "./NotFoundPage.tsx";

/** The page of one task. */
export function TaskPage() {
  const { taskId } = useParams({ from: "/app/tasks/$taskId" });
  const { pushTask } = useTaskUpdates();
  const { task, detail, error, refetch } = useTaskDetail(taskId);
  // The page shows all that the toast shows.
  useShownTask(taskId);
  useEffect(() => {
    if (detail) pushTask(detail);
  }, [pushTask, detail]);

  const status = statusOf(error);
  if (status === 404 || status === 400) {
    return <NotFound title="Task not found" hint="It was deleted, or it belongs to another user." />;
  }
  return (
    <div className="mx-auto max-w-4xl">
      <Link
        to="/"
        className="touch-target mb-2 -ml-1.5 inline-flex h-7 items-center gap-1 rounded-lg pr-2 pl-1 text-[0.8125rem] text-muted hover:text-ink"
      >
        <ChevronLeft aria-hidden className="size-4" />
        My tasks
      </Link>
      {task ? <TaskView key={task.id} task={task} /> : <TaskSkeleton isHidden={error !== null} />}
      {error && (
        <div className="mt-3">
          <ErrorCard
            title={task ? "The task could not be refreshed" : "The task could not be loaded"}
            error={error}
            onRetry={() => void refetch()}
          />
        </div>
      )}
    </div>
  );
}

function TaskView({ task }: { task: TaskDetail }) {
  const { title } = describeTask(task);
  return (
    <>
      <TaskHeader task={task} title={title} />
      <div className="min-w-0 space-y-3">
        <TaskResult task={task} />
        <Timeline task={task} />
        <LogList task={task} />
        <FoldedCard title="Data">
          <JsonView label="Data as JSON" value={task.data} />
        </FoldedCard>
        <TechnicalDetails task={task} />
      </div>
    </>
  );
}

function TaskSkeleton({ isHidden }: { isHidden: boolean }) {
  if (isHidden) return null;
  return (
    <div role="status" aria-label="Loading task" className="appear-late space-y-3">
      <Skeleton className="h-7 w-80 max-w-full" />
      <Skeleton className="h-5 w-56" />
      <Skeleton className="!mt-4 h-40 rounded-2xl" />
      <Skeleton className="h-12 rounded-2xl" />
    </div>
  );
}
