"use client";

import { QueueMonitorProvider } from "@package/react";
import { sseStatusSource } from "@package/react/sse";
import { AddImport } from "./AddImport.tsx";
import { TaskToasts } from "./TaskToasts.tsx";

const source = sseStatusSource({ statusUrl: "/api/tasks/status", streamUrl: "/api/tasks/stream" });

async function post(path: string): Promise<Response> {
  const response = await fetch(path, { method: "POST" });
  if (!response.ok) throw new Error(await response.text());
  return response;
}
const add = async (): Promise<{ id: string }> => (await post("/api/imports")).json();
const retryTask = (id: string) => post(`/api/tasks/${id}/retry`);

/** The part of the page that shows tasks of the signed-in user. */
export function PlainApp({ userId }: { userId: string }) {
  return (
    <QueueMonitorProvider userId={userId} {...source} onSessionLost={() => window.location.reload()}>
      <AddImport add={add} />
      <TaskToasts userId={userId} retryTask={retryTask} />
    </QueueMonitorProvider>
  );
}
