import { createTaskFollower, QueueMonitorContext, type TaskFollower } from "@package/react";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { useTRPCClient } from "../api/trpc.ts";

export const TaskFollowerContext = createContext<TaskFollower | null>(null);

/** Polls tasks that the user has just added at short intervals, so that their toasts do not wait for the next regular poll. */
export function TaskFollowerProvider({ children }: { children: ReactNode }) {
  const client = useTRPCClient();
  const monitor = useContext(QueueMonitorContext);
  const [follower] = useState(() =>
    createTaskFollower({
      fetchTask: (id) => client.queue.getTask.query({ id }),
      onTask: (task) => monitor?.pushTask(task),
    }),
  );
  useEffect(() => () => follower.stop(), [follower]);
  return <TaskFollowerContext value={follower}>{children}</TaskFollowerContext>;
}
