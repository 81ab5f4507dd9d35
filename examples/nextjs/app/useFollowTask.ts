"use client";

import { createTaskFollower, QueueMonitorContext } from "@package/react";
import { useContext, useEffect, useState } from "react";
import { api } from "@/api";

/** Returns a function that polls a task at short intervals until it is finished. The hooks alone poll every 10 seconds. */
export function useFollowTask(): (taskId: string) => void {
  const monitor = useContext(QueueMonitorContext);
  const [follower] = useState(() =>
    createTaskFollower({
      fetchTask: (id) => api.queue.getTask.query({ id }),
      onTask: (task) => monitor?.pushTask(task),
    }),
  );
  useEffect(() => () => follower.stop(), [follower]);
  return follower.follow;
}
