"use client";

import { type DescribeTask, QueueMonitorProvider } from "@package/react";
import { QueueToasts, type ToastActions } from "@package/react/toasts";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ReactNode, useMemo, useState } from "react";
import { api } from "@/api";
import { useIsDark } from "@/app/useIsDark";

const fetchStatus = () => api.queue.getQueueStatus.query();

/** The toast of a task has the title that its data contains. */
const describeTask: DescribeTask = ({ data }) => data as { title: string };

/** Polls the tasks of the signed-in user and shows their toasts. The hooks work below it. */
export function QueueProvider({ userId, children }: { userId: string; children: ReactNode }) {
  const router = useRouter();
  useIsDark();
  const [queryClient] = useState(() => new QueryClient());
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
    <QueryClientProvider client={queryClient}>
      <QueueMonitorProvider userId={userId} fetchStatus={fetchStatus} onSessionLost={router.refresh}>
        {children}
        <QueueToasts userId={userId} actions={actions} describeTask={describeTask} />
      </QueueMonitorProvider>
    </QueryClientProvider>
  );
}
