"use client";

import { type TaskSummary, useTaskUpdates } from "@package/react";

export function AddImport({ fileUrl }: { fileUrl: string }) {
  const { pushTask } = useTaskUpdates();

  async function add(): Promise<void> {
    const response = await fetch("/api/imports", { method: "POST", body: JSON.stringify({ fileUrl }) });
    const task: TaskSummary = await response.json();
    pushTask(task); // the page shows it now, and follows it until it is finished
  }

  return (
    <button type="button" onClick={() => void add()}>
      Import
    </button>
  );
}
