"use client";

import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { createQueueMonitor, type QueueMonitorOptions } from "./createQueueMonitor.ts";
import { isLoopbackHost } from "./isLoopbackHost.ts";
import { QueueMonitorContext } from "./QueueMonitorContext.ts";

type Props = Pick<QueueMonitorOptions, "userId" | "fetchStatus" | "onSessionLost"> & { children: ReactNode };

/** Watches the tasks of one user for all components below. Another user means all of it anew: nothing is carried over. */
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
      isLoopback: isLoopbackHost(window.location.hostname),
    }),
  );
  return <QueueMonitorContext value={monitor}>{children}</QueueMonitorContext>;
}
