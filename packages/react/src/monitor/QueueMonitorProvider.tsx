"use client";

import { createContext, type ReactNode, useEffect, useRef, useState } from "react";
import { createBrowserPorts } from "../live/browserPorts.ts";
import { createQueueMonitor, type QueueMonitor, type StatusSource } from "./createQueueMonitor.ts";

export const QueueMonitorContext = createContext<QueueMonitor | null>(null);

export interface QueueMonitorProviderProps extends StatusSource {
  /** The signed-in user's id; null for nobody, whose tasks are not asked for. */
  userId: string | null;
  /** Called when the session has ended, in this tab or in another one, or belongs to another user. */
  onSessionLost?: (() => void) | undefined;
  children?: ReactNode;
}

/** Keeps the status of one user's tasks for all components below. For another user it starts again with an empty state. */
export function QueueMonitorProvider(props: QueueMonitorProviderProps) {
  return <MonitorOfUser key={props.userId ?? ""} {...props} />;
}

function MonitorOfUser({ userId, fetchStatus, subscribe, onSessionLost, children }: QueueMonitorProviderProps) {
  const source = { fetchStatus, subscribe, onSessionLost };
  const latest = useRef(source);
  const [monitor] = useState(() =>
    createQueueMonitor({ userId, source: () => latest.current, openPorts: createBrowserPorts }),
  );
  useEffect(() => {
    latest.current = source;
  });
  // Not <QueueMonitorContext>, for React 18.
  return <QueueMonitorContext.Provider value={monitor}>{children}</QueueMonitorContext.Provider>;
}
