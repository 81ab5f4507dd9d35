import type { TaskDetail } from "@package/api";
import { statusOf, useShownTask, useTaskUpdates } from "@package/react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { useEffect } from "react";
import { useTRPC } from "../api/trpc.ts";
import { AttemptList } from "../components/detail/AttemptList.tsx";
import { JsonCard } from "../components/detail/DetailCard.tsx";
import { LogList } from "../components/detail/LogList.tsx";
import { TaskButtons } from "../components/detail/TaskButtons.tsx";
import { TaskFacts } from "../components/detail/TaskFacts.tsx";
import { TaskProgress } from "../components/detail/TaskProgress.tsx";
import { TaskResult } from "../components/detail/TaskResult.tsx";
import { PageTitle } from "../components/shell/PageTitle.tsx";
import { Skeleton } from "../components/ui/Card.tsx";
import { ErrorCard } from "../components/ui/ErrorCard.tsx";
import { KindBadge } from "../components/ui/KindBadge.tsx";
import { describeTask } from "../tasks/describeTask.ts";
import { taskKindOf } from "../tasks/taskKindOf.ts";
import { NotFound } from "./NotFoundPage.tsx";

const refreshMs = 1_500;

/** The page of one task. */
export function TaskPage() {
  const { taskId } = useParams({ from: "/app/tasks/$taskId" });
  const trpc = useTRPC();
  const { pushTask } = useTaskUpdates();
  const {
    data: task,
    error,
    refetch,
  } = useQuery(
    trpc.queue.getTask.queryOptions(
      { id: taskId },
      { refetchInterval: ({ state }) => (state.data && state.data.finishedAt === null ? refreshMs : false) },
    ),
  );
  // The page shows all that the toast shows.
  useShownTask(taskId);
  useEffect(() => {
    if (task) pushTask(task);
  }, [pushTask, task]);

  const status = statusOf(error);
  if (status === 404 || status === 400) {
    return <NotFound title="Task not found" hint="It was deleted, or it belongs to another user." />;
  }
  return (
    <>
      <Link
        to="/"
        className="mb-4 -ml-1 inline-flex items-center gap-1 rounded-lg px-1 text-sm text-muted hover:text-ink"
      >
        <ChevronLeft aria-hidden className="size-4" />
        My tasks
      </Link>
      {task ? <TaskView key={task.id} task={task} /> : <TaskSkeleton isHidden={error !== null} />}
      {error && (
        <div className="mt-4">
          <ErrorCard
            title={task ? "The task could not be refreshed" : "The task could not be loaded"}
            error={error}
            onRetry={() => void refetch()}
          />
        </div>
      )}
    </>
  );
}

function TaskView({ task }: { task: TaskDetail }) {
  const { title } = describeTask(task);
  return (
    <>
      <div className="mb-6 flex flex-col gap-4 sm:flex-row sm:items-start sm:justify-between">
        <div className="min-w-0">
          <PageTitle title={title} className="text-2xl font-semibold tracking-tight break-words" />
          <div className="mt-2">
            <KindBadge kind={taskKindOf(task)} />
          </div>
        </div>
        <TaskButtons task={task} title={title} />
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="min-w-0 space-y-4">
          <TaskProgress task={task} title={title} />
          <TaskResult task={task} />
          <AttemptList task={task} />
          <LogList task={task} />
          <JsonCard title="Data" value={task.data} />
        </div>
        <TaskFacts task={task} />
      </div>
    </>
  );
}

function TaskSkeleton({ isHidden }: { isHidden: boolean }) {
  if (isHidden) return null;
  return (
    <div role="status" aria-label="Loading task" className="space-y-4">
      <Skeleton className="h-8 w-80 max-w-full" />
      <Skeleton className="h-40 rounded-2xl" />
      <Skeleton className="h-56 rounded-2xl" />
    </div>
  );
}
