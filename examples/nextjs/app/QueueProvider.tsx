"use client";

import { type DescribeTask, QueueMonitorProvider } from "@package/react";
import { QueueToasts, type ToastActions } from "@package/react/toasts";
import { useRouter } from "next/navigation";
import { type ReactNode, useMemo } from "react";
import { api, statusSource } from "@/api";

/** The toast of a task has the title that its data contains. */
const describeTask: DescribeTask = ({ data }) => data as { title: string };

/** Follows the tasks of the signed-in user and shows their toasts. The hooks work below it. */
export function QueueProvider({ userId, children }: { userId: string; children: ReactNode }) {
  const router = useRouter();
  const actions = useMemo<ToastActions>(
    () => ({
      hrefOf: (taskId) => `/tasks/${taskId}`,
      viewTask: (taskId) => router.push(`/tasks/${taskId}`),
      listHref: "/",
      viewList: () => router.push("/"),
      retryTask: (id) => api.queue.retryTask.mutate({ id }),
    }),
    [router],
  );
  return (
    <QueueMonitorProvider userId={userId} {...statusSource} onSessionLost={router.refresh}>
      {children}
      <QueueToasts userId={userId} actions={actions} describeTask={describeTask} />
    </QueueMonitorProvider>
  );
}
