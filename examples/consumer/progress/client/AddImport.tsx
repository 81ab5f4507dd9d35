"use client";

import { useQueueMonitor, useQueueTaskToast } from "@package/react";
import { useState } from "react";
import { ImportProgress } from "./ImportProgress.tsx";

/** Adds an import with `add`, which returns the id of its task, and shows its progress. */
export function AddImport({ add }: { add: () => Promise<{ id: string }> }) {
  const { counts, connection, startMonitoring } = useQueueMonitor();
  const { showToast } = useQueueTaskToast();
  const [taskId, setTaskId] = useState<string>();

  async function start(): Promise<void> {
    const { id } = await add();
    setTaskId(id);
    showToast({ id, status: "PENDING" }); // at once, before the first answer
    startMonitoring(id);
  }

  return (
    <>
      <button type="button" onClick={() => void start()}>
        Import contacts.csv
      </button>
      <p>
        {counts.active} active, {counts.completed} completed, {connection}
      </p>
      {taskId && <ImportProgress taskId={taskId} />}
    </>
  );
}
