import type { TaskSummary } from "@package/react";
import { QueueMonitorContext } from "@package/react";
import { useContext, useMemo } from "react";
import { TaskFollowerContext } from "./TaskFollowerProvider.tsx";

/** Callbacks for mutations of a task; they update the whole page at once. */
export interface TaskEvents {
  onStarted(task: TaskSummary): void;
  onChanged(task: TaskSummary): void;
  onDeleted(taskId: string): void;
}

export function useTaskEvents(): TaskEvents {
  const monitor = useContext(QueueMonitorContext);
  const follower = useContext(TaskFollowerContext);
  return useMemo(
    () => ({
      onStarted(task) {
        monitor?.pushTask(task);
        monitor?.startMonitoring(task.id);
        follower?.follow(task.id);
      },
      onChanged: (task) => monitor?.pushTask(task),
      onDeleted: (taskId) => monitor?.dropTask(taskId),
    }),
    [monitor, follower],
  );
}
