"use client";

import type { DescribeTask } from "@package/react";
import { QueueToasts, type ToastActions } from "@package/react/toasts";
import "@package/react/styles.css";

/** What the buttons and links of a toast do in this app. */
const actions: ToastActions = {
  hrefOf: (taskId) => `/tasks/${taskId}`,
  viewTask: (taskId) => window.history.pushState(null, "", `/tasks/${taskId}`), // call your router here
  listHref: "/tasks",
  viewList: () => window.history.pushState(null, "", "/tasks"),
  retryTask: async (taskId) => {
    const response = await fetch(`/api/tasks/${taskId}/retry`, { method: "POST" });
    if (!response.ok) throw new Error(await response.text()); // the toast shows this message
  },
};

/** Users read these titles, so they contain no ids and no names from the code. */
const describeTask: DescribeTask = ({ type, data }) => {
  const { imageUrl = "" } = (data ?? {}) as { imageUrl?: string };
  if (type === "IMAGE_PROCESS") return { title: `Convert ${imageUrl.split("/").at(-1)}` };
  return { title: "Background task" };
};

/** Use it once, near the root of the page and below `QueueMonitorProvider`. */
export function TaskToasts({ userId }: { userId: string }) {
  return <QueueToasts userId={userId} actions={actions} describeTask={describeTask} />;
}
