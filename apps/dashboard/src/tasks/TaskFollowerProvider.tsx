import { type ReactNode, useContext, useEffect, useState } from "react";
import { useTRPCClient } from "../api/trpc.ts";
import { createTaskFollower } from "../monitor/createTaskFollower.ts";
import { QueueMonitorContext } from "../monitor/QueueMonitorContext.ts";
import { TaskFollowerContext } from "./TaskFollowerContext.ts";

/** Follows what the user adds here closely, so that its toast need not wait for the next poll. */
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
