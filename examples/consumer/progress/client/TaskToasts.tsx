"use client";

import type { DescribeTask } from "@package/react";
import { QueueToasts, type ToastActions } from "@package/react/toasts";
import "@package/react/styles.css";

/** Users read these titles, so they contain no ids and no names from the code. */
const describeTask: DescribeTask = ({ data }) => {
  const { fileName } = (data ?? {}) as { fileName?: string };
  return { title: fileName ? `Import ${fileName}` : "Import contacts" };
};

/** Where the links of a toast lead. Call your router here. */
const links: Omit<ToastActions, "retryTask"> = {
  hrefOf: (taskId) => `#${taskId}`,
  viewTask: (taskId) => window.location.assign(`#${taskId}`),
  listHref: "#tasks",
  viewList: () => window.location.assign("#tasks"),
};

/** The toasts of the user's tasks. Use it once, near the root of the page. */
export function TaskToasts({ userId, retryTask }: { userId: string } & Pick<ToastActions, "retryTask">) {
  return <QueueToasts userId={userId} actions={{ ...links, retryTask }} describeTask={describeTask} />;
}
