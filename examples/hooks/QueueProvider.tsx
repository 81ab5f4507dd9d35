"use client";

import { QueueMonitorProvider } from "@package/react";
import { sseStatusSource } from "@package/react/sse";
import type { ReactNode } from "react";

const source = sseStatusSource({ statusUrl: "/api/tasks/status", streamUrl: "/api/tasks/stream" });

export function QueueProvider({ userId, children }: { userId: string; children: ReactNode }) {
  return (
    <QueueMonitorProvider userId={userId} {...source} onSessionLost={() => window.location.reload()}>
      {children}
    </QueueMonitorProvider>
  );
}
