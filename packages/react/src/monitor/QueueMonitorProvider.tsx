"use client";

import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useState } from "react";
import { createQueueMonitor, type QueueMonitor, type QueueMonitorOptions } from "./createQueueMonitor.ts";
import { isLoopbackHost } from "./isLoopbackHost.ts";

export const QueueMonitorContext = createContext<QueueMonitor | null>(null);

type Props = Pick<QueueMonitorOptions, "userId" | "fetchStatus" | "onSessionLost"> & { children: ReactNode };

/** Polls the tasks of one user for all components below. For another user it starts again with an empty state. */
export function QueueMonitorProvider(props: Props) {
  return <MonitorOfUser key={props.userId ?? ""} {...props} />;
}

function MonitorOfUser({ userId, fetchStatus, onSessionLost, children }: Props) {
  const queryClient = useQueryClient();
  const [monitor] = useState(() =>
    createQueueMonitor({
      queryClient,
      userId,
      fetchStatus,
      onSessionLost,
      // On a server, where the page may be rendered first, there is no window and nothing is polled.
      isLoopback: typeof window !== "undefined" && isLoopbackHost(window.location.hostname),
    }),
  );
  return <QueueMonitorContext value={monitor}>{children}</QueueMonitorContext>;
}
